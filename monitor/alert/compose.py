"""Composing: what a mail says, as text and as HTML, never so long that a mail program cuts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from monitor.alert import marks, meaning, plain, wording
from monitor.alert.letter import Composed, Letter
from monitor.alert.links import Links
from monitor.alert.told import Edit, Told
from monitor.alert.weight import grouped, heaviest
from monitor.config import Alerts, Subscription, Titles
from monitor.diff import printable

MOST_EDITS = 6
"""Steps of one change that are shown; the page behind the link shows them all."""

MOST_SIGNALS = 8
"""Signals of one change that are shown, the heaviest: a price list may change in every row."""

MOST_BYTES = 85_000
"""Of the changes in the HTML; Gmail cuts a mail at 102 kB, and the rest of it needs less than 12."""

HEADING_BYTES = 500
"""What the heading of an article or a clinic takes beside its words, rounded up."""

FEWEST_LISTED = 4
"""Changes from which a mail begins with a list of the heaviest: they may stand far apart, by clinic."""

MOST_LISTED = 5
"""Changes in that list, with the one in the subject."""

MOST_MATTERS = 20
"""Health matters that are shown: when everything fails, the list of it is no use."""

LONGEST_CONTEXT = 160
LONGEST_OPENING = 320
"""Characters of the beginning of an article that came or went."""

_SIGNS = {"added": "+", "removed": "−", "reworded": "~", "moved": "↕"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One change in words; ``size`` is that of its HTML in bytes."""

    headline: str
    alarming: bool
    html: Markup
    text: str
    size: int


class Composer:
    """Puts letters into words; what is said of a change is worked out once.

    Args:
        alerts: for addresses and the footer.
        titles: of themes and claims.
    """

    def __init__(self, alerts: Alerts, titles: Titles) -> None:
        self._titles = titles
        self._links = Links(alerts.public_url)
        self._unsubscribe = alerts.list_unsubscribe
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._change = environment.get_template("change.html")
        self._digest = environment.get_template("digest.html")
        self._fragments: dict[int, Fragment] = {}

    def compose(self, letter: Letter) -> Composed:
        """Put one letter into words."""
        shown = self._shown(letter)
        left = len(letter.changes) - len(shown)
        subject = wording.news(letter.changes, letter.matters)
        said = {
            "subject": subject,
            "summary": _summary(letter),
            "heaviest": self._listed(shown),
            "left_out": _left_out(left),
            "matters": [
                {"sign": "✓" if each.phase == "ended" else "!", "words": wording.matter_of(each)}
                for each in letter.matters[:MOST_MATTERS]
            ],
            "more_matters": _more(len(letter.matters) - MOST_MATTERS, "note"),
            "footer": _footer(letter.subscription),
            "unsubscribe": self._unsubscribe,
            "health": self._links.health(),
            "all_changes": self._links.changes(letter.subscription.clinics),
        }
        groups = [
            {
                "name": wording.name_of(group.name),
                "articles": [
                    {
                        "title": wording.title_of(article.changes[-1]),
                        "changes": [self._fragment(change) for change in article.changes],
                    }
                    for article in group.articles
                ],
            }
            for group in grouped(shown)
        ]
        return Composed(subject, plain.digest(said, groups), self._html(said, groups))

    def alone(self, change: Told) -> Markup:
        """One change as HTML by itself, for those who read elsewhere."""
        return Markup('<table role="presentation">{}</table>').format(self._fragment(change).html)

    def _html(self, said: dict[str, Any], groups: list[dict[str, Any]]) -> str:
        told = [
            {
                "name": group["name"],
                "articles": [
                    {"title": each["title"], "changes": [one.html for one in each["changes"]]}
                    for each in group["articles"]
                ],
            }
            for group in groups
        ]
        return self._digest.render(**said, preview=said["summary"], groups=told)

    def _shown(self, letter: Letter) -> list[Told]:
        """The heaviest changes, as many as the subscription wants and a mail can hold; always one."""
        ordered = heaviest(letter.changes)[: letter.subscription.max_changes]
        size = 0
        shown: list[Told] = []
        headed: set[object] = set()
        for change in ordered:
            size += self._fragment(change).size
            headings = {change.clinic: change.clinic_name, (change.clinic, change.page_id): change.title}
            for about, words in headings.items():
                if about not in headed:
                    headed.add(about)
                    size += HEADING_BYTES + len(str(escape(words[: wording.LONGEST_NAME])).encode())
            if shown and size > MOST_BYTES:
                break
            shown.append(change)
        return shown

    def _listed(self, shown: Sequence[Told]) -> list[Fragment]:
        """What means something beside the news in the subject, for who reads no further."""
        if len(shown) < FEWEST_LISTED:
            return []
        return [self._fragment(change) for change in shown[1:MOST_LISTED] if change.signals]

    def _fragment(self, change: Told) -> Fragment:
        if change.id not in self._fragments:
            self._fragments[change.id] = self._put(change)
        return self._fragments[change.id]

    def _put(self, change: Told) -> Fragment:
        told = [edit for edit in change.edits if edit.kind != "moved"] or list(change.edits)
        shown = _most_telling(told, change)
        signals = meaning.said_of(change.signals, shown, self._titles)
        said: dict[str, Any] = {
            "kind": wording.kind_of(change),
            "signals": signals[:MOST_SIGNALS],
            "more_signals": _more(len(signals) - MOST_SIGNALS, "signal"),
            "opening": marks.begun(printable(change.opening), LONGEST_OPENING),
            "more": _more(len(told) - len(shown), "step"),
            "links": self._links_of(change),
        }
        edits = _edits(shown)
        html = self._change.render(
            **said, edits=[{**each, "marked": marks.as_html(each["runs"])} for each in edits]
        )
        text = plain.change(said, [{**each, "marked": marks.as_text(each["runs"])} for each in edits])
        return Fragment(
            wording.headline(change),
            any(each.alarming for each in signals),
            Markup(html),  # noqa: S704 - rendered with escaping on
            text,
            len(html.encode()),
        )

    def _links_of(self, change: Told) -> list[tuple[str, str]]:
        links = (
            (self._links.change(change), "Difference"),
            (self._links.live(change), "Live page"),
            (self._links.snapshot(change), "Archived page"),
        )
        return [(address, words) for address, words in links if address]


def _most_telling(edits: Sequence[Edit], change: Told) -> list[Edit]:
    """As many steps as are shown, those first that a signal speaks of, in the order of the page."""
    signals = meaning.heaviest_first(change.signals)[:MOST_SIGNALS]
    places = sorted(range(len(edits)), key=lambda place: meaning.rank(edits[place], signals))
    return [edits[place] for place in sorted(places[:MOST_EDITS])]


def _edits(shown: Iterable[Edit]) -> list[dict[str, Any]]:
    """Steps in words; where one stands is not said again of the next at the same place."""
    said: list[dict[str, Any]] = []
    last: tuple[str, str] | None = None
    for each in map(_edit, shown):
        here = (each["place"], each["context"])
        said.append({**each, "place": "", "context": ""} if here == last else each)
        last = here
    return said


def _edit(edit: Edit) -> dict[str, Any]:
    place = [wording.label_of(edit)] if wording.label_of(edit) else []
    if edit.heading:
        place.append(f"under “{marks.begun(printable(edit.heading), LONGEST_CONTEXT)}”")
    return {
        "sign": _SIGNS[edit.kind],
        "place": ", ".join(place),
        "context": marks.begun(printable(edit.context), LONGEST_CONTEXT),
        "runs": marks.runs(edit.before, edit.after),
    }


def _more(number: int, what: str) -> str:
    return f"… and {wording.counted(number, f'more {what}')}" if number > 0 else ""


def _left_out(changes: int) -> str:
    if changes <= 0:
        return ""
    return wording.counted(changes, "more change is", "more changes are") + " not shown here."


def _summary(letter: Letter) -> str:
    clinics = len({change.clinic for change in letter.changes})
    told = []
    if letter.changes:
        told.append(
            f"{wording.counted(len(letter.changes), 'change')} at {wording.counted(clinics, 'clinic')}"
        )
    if letter.matters:
        told.append(wording.counted(len(letter.matters), "note about watching", "notes about watching"))
    local = letter.made_at.astimezone(letter.subscription.timezone)
    return f"{' and '.join(told)} · {wording.day(local)}, {local:%H:%M}"


def _footer(subscription: Subscription) -> str:
    hour = f"at {subscription.hour:02d}:00 ({subscription.timezone.key})"
    when = {
        "immediate": "at once",
        "daily": f"daily {hour}",
        "weekly": f"on {_DAYS[subscription.weekday]}s {hour}",
    }[subscription.cadence]
    if subscription.escalate and subscription.cadence != "immediate":
        when += f", at once for {', '.join(map(meaning.spelled, subscription.escalate))}"
    return f"Content monitor, subscription “{subscription.name}”, sent {when}."
