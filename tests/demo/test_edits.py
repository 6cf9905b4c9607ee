"""The edits: each stands in the articles exactly as the list of events tells it, and nothing else does."""

from __future__ import annotations

import pytest

from monitor.demo.edits import LAST_WEEK, Edit, Event, apply, events, load_edits
from monitor.demo.source import Article
from monitor.demo.weeks import State, states

EVENTS = events(load_edits())
REWRITTEN = ("edited", "reverted", "retitled", "metadata", "sitewide")
WEEKS = range(2, LAST_WEEK + 1)


def edit(before: str = "", after: str = "", below: str = "") -> Edit:
    """An edit of which only the pieces matter."""
    return Edit(week=2, clinic="c", kind="edited", why="", before=before, after=after, below=below)


def words_of(article: Article) -> str:
    """Everything that an article says, head included."""
    blocks = "\n".join(text for block in article.blocks for text in block.visible)
    return f"{article.title}\n{article.description}\n{blocks}"


def former(state: State, slug: str) -> str:
    """The name of an article in the first week."""
    return {new: old for old, new in state.renamed.items()}.get(slug, slug)


def contents(clinic: str, week: int) -> dict[str, str]:
    """What each public article says, by its first name."""
    state = states()[clinic, week]
    return {former(state, article.slug): words_of(article) for article in state.articles}


def test_all_kinds_of_events_happen() -> None:
    """Every kind of change happens at least once, in parts of the page that extraction easily loses too."""
    assert {event.kind for event in EVENTS} == {
        "edited", "retitled", "metadata", "published", "removed", "restored", "moved", "reverted", "sitewide",
    }  # fmt: skip
    assert {event.part for event in EVENTS} >= {"text", "faq", "caption", "call_to_action"}
    assert {event.week for event in EVENTS} == set(WEEKS)


@pytest.mark.parametrize(
    "told", [e for e in EVENTS if e.kind in REWRITTEN], ids=lambda e: f"{e.week}-{e.clinic}-{e.kind}"
)
def test_rewriting_is_told_as_it_happens(told: Event) -> None:
    """What was taken out stood there a week before and is gone; what was put in is new."""
    if told.kind == "sitewide":
        before, after = (states()[told.clinic, week].disclaimer for week in (told.week - 1, told.week))
    else:
        before, after = (contents(told.clinic, week)[told.article] for week in (told.week - 1, told.week))
    assert told.before or told.after
    if told.before:
        assert before.count(told.before) == 1
        assert told.before not in after
    if told.after:
        assert after.count(told.after) == 1
        assert told.after not in before


@pytest.mark.parametrize("clinic", sorted({clinic for clinic, _ in states()}))
@pytest.mark.parametrize("week", WEEKS)
def test_nothing_else_is_different(clinic: str, week: int) -> None:
    """The articles that differ from the week before are those of the list, and no more."""
    before, after = contents(clinic, week - 1), contents(clinic, week)
    steps = [step for step in load_edits() if step.clinic == clinic and step.week == week]
    rewritten = {step.article for step in steps if step.kind in (*REWRITTEN, "typography")} - {""}
    assert {slug for slug in before.keys() & after.keys() if before[slug] != after[slug]} == rewritten
    assert after.keys() - before.keys() == {s.article for s in steps if s.kind in ("published", "restored")}
    assert before.keys() - after.keys() == {s.article for s in steps if s.kind == "removed"}
    renamed = states()[clinic, week].renamed.items() - states()[clinic, week - 1].renamed.items()
    assert renamed == {(step.article, step.after) for step in steps if step.kind == "moved"}


def test_reverted_text_is_the_text_of_two_weeks_before() -> None:
    """An edit that is reverted gives back the very same article."""
    reverted = next(event for event in EVENTS if event.kind == "reverted")
    first, second, third = (contents(reverted.clinic, week)[reverted.article] for week in (1, 2, 3))
    assert first == third != second


def test_typography_changes_no_word() -> None:
    """The typographic edit is only about the form of apostrophes."""
    step = next(step for step in load_edits() if step.kind == "typography")
    assert step.before != step.after
    assert step.before == step.after.replace("’", "'")


def test_removal_is_told_when_it_was_seen_twice() -> None:
    """A page that is gone in one week is told as removed in the next, and stays away until then."""
    for event in EVENTS:
        if event.kind == "removed":
            assert event.article in contents(event.clinic, event.week - 2)
            assert event.article not in contents(event.clinic, event.week - 1)
            assert event.article not in contents(event.clinic, event.week)


def test_one_edit_is_one_word() -> None:
    """Among the edits is the smallest that counts: a single word taken out."""
    sizes = [
        len((e.before or "").split()) - len((e.after or "").split()) for e in EVENTS if e.before and e.after
    ]
    assert 1 in sizes


@pytest.mark.parametrize(
    ("step", "result"),
    [
        (edit(before="b", after="x"), "a x. c"),
        (edit(before="b.", after=""), "a c"),
        (edit(below="a b. c", after="d"), "a b. c\nd"),
    ],
    ids=["replaced", "taken out with its space", "put below"],
)
def test_pieces_are_applied(step: Edit, result: str) -> None:
    """A piece is replaced, taken out, or put below a line."""
    assert apply([step], "a b. c") == result


@pytest.mark.parametrize("text", ["nothing of it", "piece and piece"])
def test_piece_must_stand_there_exactly_once(text: str) -> None:
    """An edit that fits nowhere, or in two places, is an error."""
    with pytest.raises(ValueError, match=r"week 2, c, : [02] times: 'piece'"):
        apply([edit(before="piece", after="x")], text)
