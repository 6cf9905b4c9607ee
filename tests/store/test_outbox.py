"""The outbox: decided with the change or not at all, each thing once, nothing lost, nothing of the past."""

from __future__ import annotations

import multiprocessing
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.records import Change, Operation
from monitor.store import Evidence, Outbox, open_database, writing
from tests.store.conftest import START, Desk
from tests.store.factory import extract

ANA, BEN = ("Marketing", "ana@example.com"), ("Marketing", "ben@example.com")
BEFORE, AFTER = "Up to 70% feel better.", "Up to 85% feel better."


def edited() -> Change:
    """One reworded sentence."""
    return Change("edited", (Operation("reworded", BEFORE, AFTER),), 1, 1, 0.8)


@pytest.fixture
def outbox(desk: Desk) -> Outbox:
    """The outbox of a desk with a first version and two recipients."""
    desk.save(extract("Hello.", BEFORE))
    outbox = Outbox(desk.database)
    outbox.sync([ANA, BEN], START)
    return outbox


def tell(desk: Desk, outbox: Outbox, *, urgent: bool = False) -> int:
    """Store an edit and decide that everybody is told; gives the number of the change."""
    found: list[int] = []

    def decide(before: int) -> None:
        found.extend(row["id"] for row in Evidence(desk.database).since(before))
        outbox.add_changes(
            [(each.id, change, urgent) for each in outbox.recipients() for change in found], START
        )

    with outbox.deciding(decide):
        desk.save(extract("Hello.", f"{AFTER} ({desk.days})"), edited())
    (change,) = found
    return change


def waiting(outbox: Outbox) -> list[list[int | None]]:
    """Numbers of the changes that wait, for each recipient."""
    return [[each.change_id for each in outbox.waiting(one.id)] for one in outbox.recipients()]


def test_what_is_told_waits_for_every_recipient(desk: Desk, outbox: Outbox) -> None:
    """Each change waits once for each, and deciding again adds nothing."""
    change = tell(desk, outbox)
    assert waiting(outbox) == [[change], [change]]
    outbox.add_changes([(each.id, change, True) for each in outbox.recipients()], START)
    assert waiting(outbox) == [[change], [change]]
    (delivery,) = outbox.waiting(outbox.recipients()[0].id)
    assert (delivery.clinic, delivery.page_id, delivery.urgent) == ("bluff-creek", desk.page_id, False)


def test_a_change_that_is_rolled_back_takes_its_deliveries_with_it(desk: Desk, outbox: Outbox) -> None:
    """Both or neither; the next change, which gets the same number, is told."""

    def fail(_before: int) -> None:
        raise KeyError

    with pytest.raises(KeyError), outbox.deciding(fail):
        desk.save(extract("Hello.", AFTER), edited())
    assert (waiting(outbox), desk.all("SELECT count(*) FROM changes")) == ([[], []], [(0,)])
    change = tell(desk, outbox)
    assert waiting(outbox) == [[change], [change]]


def test_a_transaction_inside_another_decides_at_the_outer_end(desk: Desk, outbox: Outbox) -> None:
    """Several changes of one transaction are decided on together."""
    seen: list[int] = []
    with outbox.deciding(lambda before: seen.append(before)), outbox.deciding(lambda _: seen.append(-1)):
        desk.save(extract("Hello.", AFTER), edited())
    assert seen == [0]


def test_a_new_recipient_is_not_told_of_the_past(desk: Desk, outbox: Outbox) -> None:
    """Who is added today gets what is found from today on."""
    tell(desk, outbox)
    outbox.sync([ANA, BEN, ("New", "cleo@example.com")], START)
    assert waiting(outbox)[2] == []
    change = tell(desk, outbox)
    assert waiting(outbox)[2] == [change]


def test_who_is_taken_out_gets_nothing_more_also_when_back(desk: Desk, outbox: Outbox) -> None:
    """What waited is dropped with its reason, what was on its way is set aside, neither comes back."""
    first = tell(desk, outbox)
    ana = outbox.recipients()[0]
    begin(outbox, ana.id)
    second = tell(desk, outbox)
    assert outbox.sync([BEN], START) == 1
    assert outbox.sync([BEN], START) == 0
    assert [each.address for each in outbox.recipients()] == ["ben@example.com"]
    outbox.sync([ANA, BEN], START)
    assert waiting(outbox) == [[], [first, second]]
    assert outbox.unanswered(ana.id) == ()
    assert outbox.try_again() == 1  # the mail that was on its way can be asked for


def begin(
    outbox: Outbox, recipient: int, message_id: str = "<1@example.com>", page: int | None = None
) -> int:
    """Write down a mail with all that waits for a recipient."""
    return outbox.begin(
        recipient, outbox.waiting(recipient), message_id=message_id, subject="News", page_id=page, now=START
    )


def test_a_mail_handed_over_without_an_answer_is_known_to_be(desk: Desk, outbox: Outbox) -> None:
    """It is read back with its Message-ID and all it told, and waits no more."""
    change = tell(desk, outbox)
    ana = outbox.recipients()[0].id
    begin(outbox, ana, page=desk.page_id)
    assert waiting(outbox)[0] == []
    (digest,) = outbox.unanswered(ana)
    assert (digest.message_id, digest.page_id, digest.made_at) == ("<1@example.com>", desk.page_id, START)
    assert [each.change_id for each in digest.deliveries] == [change]
    assert outbox.thread(ana, desk.page_id) == ()
    outbox.end_sent(digest.id, START)
    assert (outbox.unanswered(ana), waiting(outbox)[0]) == ((), [])
    assert outbox.thread(ana, desk.page_id) == ("<1@example.com>",)


def test_a_refused_mail_is_set_aside_and_can_be_tried_again(desk: Desk, outbox: Outbox) -> None:
    """It neither waits nor is lost; on request it waits again."""
    change = tell(desk, outbox)
    ana = outbox.recipients()[0].id
    outbox.end_refused(begin(outbox, ana), "550 no such user", START)
    assert waiting(outbox) == [[], [change]]
    standing = Evidence(desk.database).standing()[0]
    assert (standing["waiting"], standing["set_aside"], standing["last_error"]) == (0, 1, "550 no such user")
    assert outbox.try_again() == 1
    assert waiting(outbox) == [[change], [change]]


def test_a_mail_that_was_surely_not_taken_waits_again(desk: Desk, outbox: Outbox) -> None:
    """It leaves no trace but the failed attempt and the time of the next."""
    change = tell(desk, outbox)
    ana = outbox.recipients()[0].id
    outbox.take_back(begin(outbox, ana))
    later = START + timedelta(minutes=5)
    outbox.put_off(ana, "450 later", later)
    assert waiting(outbox)[0] == [change]
    assert (outbox.recipients()[0].attempts, outbox.recipients()[0].next_try_at) == (1, later)
    outbox.end_sent(begin(outbox, ana, "<2@example.com>"), START)
    assert (outbox.recipients()[0].attempts, outbox.recipients()[0].next_try_at) == (0, None)


def test_fate_tells_what_became_of_a_change(desk: Desk, outbox: Outbox) -> None:
    """Waiting, sent and dropped can be told apart."""
    change = tell(desk, outbox, urgent=True)
    outbox.end_sent(begin(outbox, outbox.recipients()[0].id), START)
    outbox.sync([ANA], START)
    told = [
        (row["recipient"], row["state"], bool(row["dropped"])) for row in Evidence(desk.database).fate(change)
    ]
    assert told == [("ana@example.com", "sent", False), ("ben@example.com", None, True)]


# --- health --------------------------------------------------------------------------------------


def ail(desk: Desk, outbox: Outbox) -> int:
    """Something begins to be wrong; everybody is to be told."""
    everybody = [each.id for each in outbox.recipients()]
    outbox.begin_matter(desk.clinic_id, "blocked", "http_403", START, everybody, START)
    return int(outbox.open_matters(desk.clinic_id)[0]["id"])


def test_a_health_matter_is_told_when_it_begins_and_when_it_ends(desk: Desk, outbox: Outbox) -> None:
    """Who was told that it began is told that it is over; who was not is told neither."""
    matter = ail(desk, outbox)
    ana, ben = outbox.recipients()
    outbox.end_sent(begin(outbox, ana.id), START)
    outbox.end_matter(matter, START + timedelta(days=1))
    assert [(each.matter_id, each.phase) for each in outbox.waiting(ana.id)] == [(matter, "ended")]
    assert outbox.waiting(ben.id) == ()
    assert outbox.open_matters(desk.clinic_id) == []
    row = Evidence(desk.database).matters([matter])[matter]
    assert (row["clinic_name"], row["kind"], row["ended_at"]) == (
        "Bluff Creek",
        "blocked",
        "2026-03-02T04:30:00Z",
    )


# --- evidence ------------------------------------------------------------------------------------


def test_evidence_has_the_line_beside_each_step(desk: Desk, outbox: Outbox) -> None:
    """Each step of an edit comes with a neighbour that stayed, signals and themes."""
    with writing(desk.database):
        desk.save(extract("Hello.", AFTER), edited())
    desk.database.execute(
        "INSERT INTO signals (change_id, kind, theme, rule) VALUES (1, 'number_changed', 'efficacy', 'x')"
    )
    (row,) = Evidence(desk.database).told([1])
    (operation,) = row["operations"]
    assert (operation["before"], operation["after"], operation["context"]) == (BEFORE, AFTER, "Hello.")
    assert (row["clinic_name"], row["url"], row["themes"]) == (
        "Bluff Creek", "https://bluff.example/fast/", ["efficacy"],
    )  # fmt: skip
    assert row["signals"][0]["kind"] == "number_changed"
    assert Evidence(desk.database).one(99) is None


# --- two writers ---------------------------------------------------------------------------------


def _write_many(folder: Path, name: str) -> None:
    database = open_database(folder)
    for number in range(200):
        with writing(database):
            database.execute("INSERT INTO extractors (stamp) VALUES (?)", (f"{name} {number}",))
    database.close()


def test_processes_take_turns_at_writing(tmp_path: Path) -> None:
    """Two that write the whole time both get all of it stored, and the file stays sound."""
    open_database(tmp_path).close()
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(tmp_path, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    plain = sqlite3.connect(tmp_path / "monitor.db")
    assert plain.execute("SELECT count(*) FROM extractors").fetchone() == (400,)
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()


def test_who_waits_too_long_for_a_turn_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that hangs in the middle of a write is named as the cause; nothing hangs with it."""
    monkeypatch.setattr("monitor.store.connect.BUSY_TIMEOUT_MS", 200)
    first, second = open_database(tmp_path), open_database(tmp_path)
    with writing(first), pytest.raises(StoreError, match="another process has been writing"), writing(second):
        pass
    with writing(second):
        second.execute("INSERT INTO extractors (stamp) VALUES ('late')")
    first.close()
    second.close()
