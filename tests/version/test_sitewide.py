"""What happens to many pages at once is told once for the clinic."""

from __future__ import annotations

from monitor.records import Change, Extract, Metadata, Operation, Passage, Verdict
from monitor.version import State, judge, part_sitewide, step, still_told
from monitor.version.sitewide import MANY
from tests.diff.texts import passage, passages

DISCLAIMER = passage("Results differ from person to person.")
REWORDED = passage("Results differ from one person to the next.")


def page(number: int) -> list[Passage]:
    """The own text of one page."""
    return passages(f"Room {number} is quiet and dim.", f"About {40 + number}% of our guests like it.")


def verdict(
    before: list[Passage], after: list[Passage], title: str = "", new_title: str | None = None
) -> Verdict:
    """What is found on a page."""
    was = Extract(Metadata(title=title, h1=title), tuple(before), "s", b"")
    now = Extract(Metadata(title=title if new_title is None else new_title, h1=title), tuple(after), "s", b"")
    return judge(State.of(was), now, earlier=(), baseline=False)


def reworded(number: int) -> Verdict:
    """A page whose disclaimer alone was edited."""
    return verdict([*page(number), DISCLAIMER], [*page(number), REWORDED])


def test_nothing_found_is_nothing_told() -> None:
    """No pages, or pages without changes."""
    assert part_sitewide([]) == ((), None)
    same = verdict(page(1), page(1))
    assert part_sitewide([same] * 5) == ((same,) * 5, None)


def test_one_sentence_edited_on_many_pages_is_one_change() -> None:
    """Told once, with the number of pages; the pages have no change left, and the reason says why."""
    left, sitewide = part_sitewide([reworded(number) for number in range(MANY)])
    assert sitewide is not None
    assert (sitewide.change.kind, sitewide.pages, len(sitewide.change.operations)) == ("sitewide", MANY, 1)
    assert (sitewide.change.words_added, sitewide.change.words_removed) == (5, 3)
    assert {(each.outcome, each.reason, each.changes) for each in left} == {("changed", "sitewide", ())}


def test_the_same_edit_on_two_pages_is_two_edits() -> None:
    """Two may be a coincidence, or somebody's work."""
    found = [reworded(number) for number in range(MANY - 1)]
    assert part_sitewide(found) == (tuple(found), None)


def test_a_page_keeps_its_own_edit() -> None:
    """The part that is the site's is taken out, and the words are counted anew."""
    own = verdict([*page(9), DISCLAIMER], [passage("Room 9 is loud."), page(9)[1], REWORDED])
    left, sitewide = part_sitewide([*(reworded(number) for number in range(MANY)), own])
    assert sitewide is not None
    assert sitewide.pages == MANY + 1
    (change,) = left[-1].changes
    assert change.kind == "edited"
    assert all("Results" not in (each.after or "") for each in change.operations)
    assert change.words_added < own.changes[0].words_added


def test_pages_that_follow_later_are_no_news() -> None:
    """A page that was not looked at when the disclaimer changed."""
    _, sitewide = part_sitewide([reworded(number) for number in range(MANY)])
    assert sitewide is not None
    told = frozenset(step(each) for each in sitewide.change.operations)
    (late,), again = part_sitewide([reworded(7)], told)
    assert (late.reason, late.changes, again) == ("sitewide", (), None)


def test_the_sites_name_added_to_all_titles() -> None:
    """The same words came to different titles."""
    names = ("Sleep", "Prices", "Our team", "Parking")
    found = [verdict(page(1), page(1), name, f"{name} | Quillstone") for name in names]
    left, sitewide = part_sitewide(found)
    assert sitewide is not None
    assert [each.after for each in sitewide.change.operations] == ["Sleep | Quillstone"]
    assert not any(each.changes for each in left)


def test_one_title_for_all_becomes_a_title_for_each() -> None:
    """A theme that states the site's name on all pages gives each its own."""
    found = [verdict(page(1), page(1), "Quillstone", name) for name in ("Sleep", "Prices", "Our team")]
    left, sitewide = part_sitewide(found)
    assert sitewide is not None
    assert (sitewide.pages, len(sitewide.change.operations)) == (3, 1)
    assert not any(each.changes for each in left)


def test_titles_edited_in_their_own_words_stay_their_own() -> None:
    """Different words went and came."""
    found = [verdict(page(1), page(1), f"Room {name}", f"Hall {name} new") for name in ("a", "b")]
    found.append(verdict(page(1), page(1), "Prices", "Costs"))
    assert part_sitewide(found) == (tuple(found), None)


def test_lines_of_one_shape_that_come_with_a_theme() -> None:
    """A byline with another date on every page."""
    for line in ("By our staff, {} July 2025", "2025-07-0{}"):
        found = [verdict(page(n), [passage(line.format(n)), *page(n)]) for n in range(1, 5)]
        left, sitewide = part_sitewide(found)
        assert sitewide is not None
        assert len(sitewide.change.operations) == 1
        assert not any(each.changes for each in left)


def test_prices_raised_on_many_pages_are_not_of_one_shape() -> None:
    """A sentence reworded with other numbers on each page is each page's own."""
    found = [
        verdict([*page(n), passage(f"It costs ${n}00.")], [*page(n), passage(f"It costs ${n}50.")])
        for n in range(1, 5)
    ]
    assert part_sitewide(found) == (tuple(found), None)


def test_another_order_is_nobodys_news() -> None:
    """Moves are not told for the site either."""
    found = [verdict(page(1), page(1)[::-1])] * 4
    assert part_sitewide(found) == (tuple(found), None)


def test_pages_that_follow_in_a_crowd_are_not_news_either() -> None:
    """After an outage many pages at once show what was told of the others before."""
    line = passage("Results differ; call 70-671 to ask.")
    found = [verdict([line, *page(n)], page(n)) for n in range(1, 5)]
    _left, sitewide = part_sitewide(found)
    assert sitewide is not None
    left, again = part_sitewide(found, still_told(sitewide.change.operations))
    assert again is None
    assert not any(each.changes for each in left)


def test_what_was_taken_back_is_news_when_it_comes_again() -> None:
    """A line that came, went and comes."""
    line = passage("Results differ; call 70-671 to ask.")
    came = [verdict(page(n), [line, *page(n)]) for n in range(1, 5)]
    went = [verdict([line, *page(n)], page(n)) for n in range(1, 5)]
    told: list[Operation] = []
    for found in (came, went, came):
        _left, sitewide = part_sitewide(found, still_told(told))
        assert sitewide is not None
        told += sitewide.change.operations


def test_a_page_that_pairs_the_same_sentences_otherwise_follows_the_others() -> None:
    """Reworded on most pages, gone and come on one: now, and when it is met after the others."""
    old, new = (
        passage("Results differ from person to person."),
        passage("Results vary from person to person."),
    )
    reworded_there = [verdict([old, *page(n)], [new, *page(n)]) for n in range(1, 5)]
    steps = (
        Operation("removed", old.text, None, before_key=old.key),
        Operation("added", None, new.text, after_key=new.key),
    )
    apart = Verdict("changed", "edited", changes=(Change("edited", steps),))
    left, sitewide = part_sitewide([*reworded_there, apart])
    assert sitewide is not None
    assert not any(each.changes for each in left)
    (late,), again = part_sitewide([apart], still_told(sitewide.change.operations))
    assert (late.changes, again) == ((), None)


def test_half_of_what_the_site_did_is_a_pages_own_if_something_else_came() -> None:
    """The site's sentence went, and the page's own stands in its place."""
    old, new = (
        passage("Results differ from person to person."),
        passage("Results vary from person to person."),
    )
    told = part_sitewide([verdict([old, *page(n)], [new, *page(n)]) for n in range(1, 5)])[1]
    assert told is not None
    own = verdict([old, *page(5)], [passage("Results differ from week to week."), *page(5)])
    (left,), _again = part_sitewide([own], still_told(told.change.operations))
    assert left.changes
