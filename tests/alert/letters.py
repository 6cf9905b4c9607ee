"""A dozen typical mails; ``python -m tests.alert.letters`` writes what they come to, to be looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alert import Letter
from monitor.alert.compose import Composer
from monitor.alert.health import Matter
from monitor.alert.letter import Composed
from monitor.config import Alerts, Titles, load_lexicon
from tests.alert.making import change, edit, signal, subscription

GOLDEN = Path(__file__).with_name("golden")
NOW = datetime(2026, 3, 2, 7, 5, tzinfo=UTC)
ALERTS = Alerts(
    public_url="https://monitor.example.com",
    sender="Content monitor <monitor@example.com>",
    list_unsubscribe="https://monitor.example.com/unsubscribe",
)
TITLES = Titles(load_lexicon(Path("no workspace")))
"""Of the packaged lexicon."""

PERCENT = edit(
    "Of those who finished the series, up to 70% met the definition of response.",
    "Of those who finished the series, up to 85% met the definition of response.",
    heading="Our own count",
    context="Since the spring of 2021 every patient fills in the same form before the first infusion.",
)
NOT = edit(
    "Racemic ketamine is not FDA-approved for depression, and we prescribe it off-label.",
    "Racemic ketamine is FDA-approved for depression, and we prescribe it off-label.",
    heading="A note on status",
)
RISKS = edit(
    "Side effects such as nausea, dizziness and a rise in blood pressure are common in the first two hours.",
    None,
    heading="What to expect",
    context="You will lie in a quiet room with a nurse beside you.",
)
HOSTILE = (
    '<script>alert("x")</script> {{ 7 * 7 }} </td></table> \r\nBcc: all@example.com\r\n\r\n'
    "\u202egnp.exe\u2066 \x1b[31mred\x07 &amp; “quotes” ' \" \x00 " + "w" * 3000
)


def letter(*changes: Any, matters: tuple[Matter, ...] = (), **wanted: Any) -> Letter:
    """A mail to Ana."""
    return Letter(subscription(**wanted), "ana@example.com", changes, matters, NOW, "<1.monitor@example.com>")


def _matter(kind: str, reason: str, phase: str = "began", name: str = "Bluff Creek") -> Matter:
    since = datetime(2026, 2, 20, 4, tzinfo=UTC)
    return Matter("bluff-creek", name, kind, reason, since, phase)  # type: ignore[arg-type]


NUMBER = change(
    1, PERCENT,
    signals=(signal("number_changed", PERCENT.before or "", PERCENT.after or "",
                    rule="response rate: up to 70% → up to 85%"),),
)  # fmt: skip
FLAG = change(
    2, NOT, page_id=2, url="https://bluff.example/status/", title="Is ketamine approved?", words_added=0,
    signals=(signal("red_flag", NOT.before or "", NOT.after or "", "regulatory",
                    "approved_for_psychiatric_use",
                    "FDA, 10 October 2023: ketamine is not approved for any psychiatric disorder"),),
)  # fmt: skip
LOST = change(
    3, RISKS, page_id=3, url="https://quiet.example/expect/", title="What a session is like",
    clinic="quiet-ridge", clinic_name="Quiet Ridge Ketamine", words_added=0, words_removed=18,
    signals=(signal("disclosure_lost", RISKS.before or "", "", "safety", "side_effects",
                    "disclosure side_effects"),),
)  # fmt: skip
NEW = change(
    4, page_id=4, kind="published", title="Ketamine for veterans", url="https://quiet.example/veterans/",
    clinic="quiet-ridge", clinic_name="Quiet Ridge Ketamine", version_from=None, words_added=640,
    words_removed=0, opening="Eleven veterans came to us last spring. This is what they asked.",
)  # fmt: skip
BORROWED = "first seen by us at mill-pond (https://mill-pond.example/risks/) at our first look on 2026-01-05"
BOLD = change(
    13, page_id=5, kind="published", title="Why ketamine works", url="https://bluff.example/why/",
    version_from=None, words_added=420, words_removed=0, opening="You have waited long enough.",
    signals=(
        signal("copied", "Nobody knows what ten years of it do.", "Nobody knows what ten years do.", "",
               rule=BORROWED),
        signal("copied", "Each course is an experiment.", "Every course is an experiment.", "safety",
               rule=BORROWED),
        signal("red_flag", "", "Six infusions cure depression for good in nearly everybody.", "efficacy",
               "cure", "FTC, Health Products Compliance Guidance, December 2022"),
    ),
)  # fmt: skip
LETTERS: dict[str, Letter] = {
    "one-number": letter(NUMBER, cadence="immediate"),
    "red-flag-first": letter(NUMBER, FLAG, LOST, NEW, cadence="weekly", timezone=ZoneInfo("America/Denver")),
    "disclosure-lost": letter(LOST),
    "new-article": letter(NEW),
    "bold-new-article": letter(BOLD),
    "removed-and-restored": letter(
        change(5, kind="removed", version_to=None, title="Who should not", opening="We say no to many."),
        change(6, kind="restored", page_id=2, title="Prices", url="https://bluff.example/", opening="Ours."),
    ),
    "moved-and-retitled": letter(
        change(7, edit("https://bluff.example/a/", "https://bluff.example/b/", field="url"), kind="moved"),
        change(8, edit("The work after", "Making it last", field="title"), kind="retitled"),
        change(9, edit("Old words.", "Other words.", field="description"), kind="metadata"),
    ),
    "whole-site": letter(
        change(10, edit("Book a call", "Start feeling better", part="call_to_action"), kind="sitewide",
               page_id=None, url=None, title="", pages=14, version_from=None, version_to=None),
    ),
    "many-steps": letter(
        change(11, *(edit(f"Point {n} is here.", f"Point {n} is there.") for n in range(9)), words_added=9),
    ),
    "capped": letter(*(change(n, page_id=n, title=f"Article {n}") for n in range(1, 8)), max_changes=3),
    "health-only": letter(
        matters=(_matter("unreachable", "timeout"), _matter("blocked", "http_403", name="Quiet Ridge")),
    ),
    "health-beside-news": letter(
        NUMBER,
        matters=(_matter("collapsed", "needs_javascript"), _matter("silent", "7", name="Quiet Ridge"),
                 _matter("unreachable", "dns", "ended"), _matter("silent", "7", "ended", "Mill Pond")),
    ),
    "hostile": letter(
        change(12, edit(HOSTILE, f"{HOSTILE} more", heading=HOSTILE, context=HOSTILE), title=HOSTILE,
               url="javascript:alert(1)", clinic_name=HOSTILE,
               signals=(signal("number_changed", HOSTILE[:50], "8", rule=HOSTILE),
                        signal(HOSTILE[:20], "", "</td><b>" + HOSTILE[:90], "<b>", "<i>", HOSTILE[:40]))),
    ),
}  # fmt: skip


def composed(name: str) -> Composed:
    """One of them in words."""
    return Composer(ALERTS, TITLES).compose(LETTERS[name])


if __name__ == "__main__":
    for each in LETTERS:
        (GOLDEN / f"{each}.html").write_text(composed(each).html, encoding="utf-8")
        (GOLDEN / f"{each}.txt").write_text(composed(each).text, encoding="utf-8")
