"""Health: alerts and what was noticed of clinics."""

from __future__ import annotations

from monitor.store import Outbox, iso
from tests.browse.conftest import RATE, Site
from tests.browse.panel import NOW, Panel, text


def test_health_says_what_waits_and_what_was_set_aside(tmp_path):
    """Why, and what to do; for whom it was is nobody's business."""
    panel = Panel(tmp_path / "watch", {"a": "Amber"})
    panel.save("a", "x", text(RATE), kind="edited")
    panel.end()
    outbox = Outbox(panel.database)
    outbox.sync([("weekly", "ana@example.com"), ("daily", "bo@example.com")], NOW)
    ana, bo = outbox.recipients()[::-1]
    for who in (ana, bo):
        panel.database.execute(
            "INSERT INTO deliveries (recipient_id, change_id, decided_at) VALUES (?, 1, ?)",
            (who.id, iso(NOW)),
        )
    panel.database.execute(
        """INSERT INTO digests (recipient_id, message_id, subject, changes, made_at, state)
        VALUES (?, 'm', 'One change', 1, ?, 'sending')""",
        (ana.id, iso(NOW)),
    )
    outbox.end_refused(1, "550 <ana@example.com>: nobody here", NOW)
    outbox.put_off(bo.id, "no answer", NOW)
    panel.database.execute(
        """INSERT INTO health_matters (clinic_id, kind, reason, since, noticed_at)
        VALUES (1, 'blocked', 'http_403', ?, ?)""",
        (iso(NOW), iso(NOW)),
    )
    panel.close()
    site = Site(tmp_path / "watch")
    asked = site.ask("health")
    for told in ("2 waiting to be sent", "1 recipient could not be reached", "1 mail was set aside",
                 "550 <the address>: nobody here", "refuses to be read HTTP 403"):  # fmt: skip
        assert told in asked.text
    assert "@example.com" not in asked.body
    site.close()
