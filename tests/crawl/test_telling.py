"""What a crawl finds is in the outbox at that moment; what is no news never is."""

from __future__ import annotations

import sqlite3
from typing import Any

from tests.alert.servers import ScriptedServer
from tests.crawl.site import Site, Workspace, article
from tests.servers import Reply

ALL = '[[subscriptions]]\nname = "All"\nto = ["ana@example.com", "ben@example.com"]\n'
PRICE = '[[subscriptions]]\nname = "Price"\nto = ["cleo@example.com"]\nthemes = ["price"]\n'


def subscribe(workspace: Workspace, text: str) -> None:
    """Write alerts.toml."""
    (workspace.folder / "alerts.toml").write_text(text)


def outbox(workspace: Workspace) -> list[tuple[Any, ...]]:
    """Who is to be told of which kind of change, in order."""
    database = sqlite3.connect(workspace.folder / "monitor.db")
    rows = database.execute(
        """SELECT r.address, c.kind, d.dropped IS NOT NULL FROM deliveries d
        JOIN recipients r ON r.id = d.recipient_id JOIN changes c ON c.id = d.change_id
        ORDER BY c.id, r.address"""
    ).fetchall()
    database.close()
    return rows


def test_each_change_is_decided_on_where_it_is_stored(site: Site, workspace: Workspace) -> None:
    """An edit, a move and a sitewide change are decided; baseline, reextract and newcomers' past are not."""
    subscribe(workspace, ALL)
    workspace.run("crawl")
    assert outbox(workspace) == []
    site.put("/blog/depression/", article("depression", edits={"Up to 70%": "Up to 85%"}))
    workspace.run("crawl", "--full")
    told = [("ana@example.com", "edited", 0), ("ben@example.com", "edited", 0)]
    assert outbox(workspace) == told
    subscribe(workspace, ALL + PRICE)
    text = (workspace.folder / "clinics.toml").read_text()
    (workspace.folder / "clinics.toml").write_text(text + 'ignore = [".nothing"]\n')
    workspace.run("reextract")
    workspace.run("crawl", "--full")
    assert outbox(workspace) == told
    site.put("/blog/anxiety/", article("anxiety", edits={"$2,700": "$3,100"}))
    site.drop("/blog/migraine/", Reply("", 301, headers={"Location": site.server.url("/blog/migraines/")}))
    site.put("/blog/migraines/", article("migraine"))
    workspace.run("crawl", "--full")
    assert sorted(outbox(workspace)[2:]) == [
        ("ana@example.com", "edited", 0),
        ("ana@example.com", "moved", 0),
        ("ben@example.com", "edited", 0),
        ("ben@example.com", "moved", 0),
        ("cleo@example.com", "edited", 0),
    ]
    subscribe(workspace, PRICE.replace('"Price"', '"Renamed"'))
    workspace.run("crawl", "--full")
    assert all(dropped for _, _, dropped in outbox(workspace))


def test_an_edit_of_the_whole_site_waits_once(site: Site, workspace: Workspace) -> None:
    """One change for the clinic, one delivery for each recipient."""
    subscribe(workspace, ALL)
    workspace.run("crawl")
    for subject in ("depression", "anxiety", "migraine", "insomnia"):
        site.put(f"/blog/{subject}/", article(subject, edits={"within two hours": "within one hour"}))
    workspace.run("crawl", "--full")
    assert outbox(workspace) == [("ana@example.com", "sitewide", 0), ("ben@example.com", "sitewide", 0)]


def test_a_crawl_can_send_what_it_found(site: Site, workspace: Workspace) -> None:
    """With --alert the mails that are due go out at its end; when they cannot, that is its exit code."""
    with ScriptedServer() as server:
        subscribe(
            workspace,
            f'[smtp]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            '[monitor]\nsender = "monitor@example.com"\n'
            '[[subscriptions]]\nname = "All"\nto = ["ana@example.com"]\ncadence = "immediate"\n',
        )
        assert workspace.run("crawl", "--alert").endswith("nothing waits to be sent\n")
        site.put("/blog/depression/", article("depression", edits={"Up to 70%": "Up to 85%"}))
        output = workspace.run("crawl", "--full", "--alert")
        assert "sent: ana@example.com (All): Bluff Creek: “Up to 70%” → “Up to 85%”" in output
        assert [to for to, _ in server.mails] == ["ana@example.com"]
        server.script = {"RCPT": "450 later"}
        site.put("/blog/anxiety/", article("anxiety", edits={"$2,700": "$3,100"}))
        assert "kept for the next try" in workspace.run("crawl", "--full", "--alert", code=1)
    assert "nobody listens" in workspace.run("alert", "--retry", code=1)
