"""What stood on the page all along was not edited."""

from __future__ import annotations

from monitor.records import Extract, Metadata, Passage, Verdict
from monitor.version import State, Visible, judge, without_shifts
from tests.diff.texts import passages

TEXT = passages("Ketamine is given in a quiet room.", "It costs $400 for a visit.", "A nurse stays with you.")
TABLE = passages("Single infusion | $400", "Anxiety")


def verdict(before: list[Passage], after: list[Passage]) -> Verdict:
    """What the extracts say."""
    was, now = (Extract(Metadata(), tuple(each), "s", b"") for each in (before, after))
    return judge(State.of(was), now, earlier=(), baseline=False)


def told(before: list[Passage], after: list[Passage], seen: list[str], sees: list[str]) -> list[str | None]:
    """What is told, given what could be read on the page then and now."""
    result = without_shifts(verdict(before, after), Visible(seen), Visible(sees))
    return [each.after or each.before for change in result.changes for each in change.operations]


def blocks(*groups: list[Passage]) -> list[str]:
    """All blocks of a page."""
    return [each.normal for group in groups for each in group]


def test_a_table_that_is_only_extracted_now() -> None:
    """It was visible before, and as often."""
    both = blocks(TEXT, TABLE)
    assert told(TEXT, [*TEXT, *TABLE], both, both) == []
    assert told([*TEXT, *TABLE], TEXT, both, both) == []
    assert without_shifts(verdict(TEXT, [*TEXT, *TABLE]), Visible(both), Visible(both)).reason == "shifted"


def test_a_table_that_is_new_is_told() -> None:
    """And one that is gone."""
    less, more = blocks(TEXT), blocks(TEXT, TABLE)
    assert told(TEXT, [*TEXT, *TABLE], less, more) == blocks(TABLE)
    assert told([*TEXT, *TABLE], TEXT, more, less) == blocks(TABLE)


def test_a_list_item_that_stands_in_the_menu_too_is_told() -> None:
    """It is there once less than before."""
    item = passages("Anxiety")
    menu = ["Home", "Anxiety", "Contact"]
    assert told([*TEXT, *item], TEXT, [*menu, *blocks(TEXT, item)], [*menu, *blocks(TEXT)]) == ["Anxiety"]


def test_a_short_wording_inside_other_sentences_does_not_count() -> None:
    """The word stays in a sentence; the item went."""
    item, sentence = passages("Anxiety"), passages("We treat Anxiety and grief in a room of its own.")
    seen, sees = blocks(TEXT, sentence, item), blocks(TEXT, sentence)
    assert told([*TEXT, *item], TEXT, seen, sees) == ["Anxiety"]


def test_one_digit_is_told_whatever_stands_around() -> None:
    """Neither wording is on the page as often as before."""
    edited = passages(TEXT[0].text, "It costs $450 for a visit.", TEXT[2].text)
    assert told(TEXT, edited, ["Menu", *blocks(TEXT)], ["Menu", *blocks(edited)]) == [
        "It costs $450 for a visit."
    ]


def test_a_shift_beside_an_edit_leaves_the_edit() -> None:
    """Each step is looked up by itself."""
    edited = passages(TEXT[0].text, "It costs $450 for a visit.", TEXT[2].text)
    seen, sees = blocks(TEXT, TABLE), blocks(edited, TABLE)
    assert told(TEXT, [*edited, *TABLE], seen, sees) == ["It costs $450 for a visit."]


def test_what_cannot_be_found_on_the_page_is_told() -> None:
    """Nothing is known of it: an empty list of blocks proves nothing."""
    assert told(TEXT, [*TEXT, *TABLE], [], []) == blocks(TABLE)


def test_sentences_are_found_inside_blocks() -> None:
    """A block of several sentences, and words that only begin alike."""
    block = [" ".join(each.text for each in TEXT)]
    assert told(TEXT[:2], TEXT, block, block) == []
    less = [" ".join(each.text for each in TEXT[:2])]
    assert told(TEXT[:2], TEXT, less, block) == ["A nurse stays with you."]
    assert told(TEXT[:2], TEXT, [*less, "A nurse stays with you.x"], block) == ["A nurse stays with you."]
