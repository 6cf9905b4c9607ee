"""Judgement: every rule by its name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Change, Extract, Metadata, Operation, Passage, Verdict
from monitor.version.judge import SHOWING, State, has_visible_difference, judge, metadata_operations
from tests.diff.texts import passage, passage_lists, passages

TEXT = passages(
    "Ketamine infusions are given in a quiet room with a nurse beside you.",
    "Most people need 6 sessions over three weeks.",
    "Parking is free.",
)
METADATA = Metadata(
    title="Infusions explained",
    h1="Infusions explained",
    description="What happens on the day, step by step.",
    author="Ines Vale",
    published_at="2025-05-06",
    modified_at="2025-05-06",
    categories=("Basics", "Treatment"),
)


def extract(text: list[Passage] = TEXT, **metadata: str | tuple[str, ...]) -> Extract:
    """What was found: the usual page with some fields or another text."""
    return Extract(replace(METADATA, **metadata), tuple(text), "stamp 1", b"")


def state(found: Extract, *, removed: bool = False) -> State:
    """What the page said before."""
    return State(found.metadata, found.passages, found.stamp, found.content_key, removed)


def judged(
    before: Extract, after: Extract, *, earlier: Collection[bytes] = (), removed: bool = False
) -> Verdict:
    """The verdict on a page that was known."""
    return judge(state(before, removed=removed), after, earlier=earlier, baseline=False)


def kinds(verdict: Verdict) -> list[str]:
    """The kinds of change of a verdict."""
    return [change.kind for change in verdict.changes]


def edited(old: str, new: str) -> list[Passage]:
    """The usual text with some words replaced."""
    return passages(*(each.text.replace(old, new) for each in TEXT))


def test_a_first_look_is_published() -> None:
    """A page that comes to a known clinic is told, with the size of its text."""
    verdict = judge(None, extract(), earlier=(), baseline=False)
    assert (verdict.outcome, verdict.reason, verdict.alignment) == ("new", "published", None)
    assert verdict.changes == (Change("published", words_added=24, similarity=0.0),)


def test_a_baseline_is_not_told() -> None:
    """In the first crawl of a clinic its articles are no news."""
    verdict = judge(None, extract(), earlier=(), baseline=True)
    assert (verdict.outcome, verdict.reason, verdict.changes) == ("new", "baseline", ())


def test_the_same_is_the_same() -> None:
    """Equal text and metadata: nothing to store, nothing to tell."""
    assert judged(extract(), extract()) == Verdict("same", "same_text")


@pytest.mark.parametrize(
    "after",
    [
        extract(edited("Parking is", "Parking\u00a0is")),
        extract(title="“Infusions” explained".replace("“", "").replace("” ", "\u00a0")),
    ],
)
def test_glyphs_are_no_edit(after: Extract) -> None:
    """What vanishes in the normal form is counted under its own reason."""
    assert judged(extract(), after) == Verdict("same", "same_glyphs")


def test_the_date_of_the_last_change_alone_is_no_edit() -> None:
    """It moves with every save."""
    assert judged(extract(), extract(modified_at="2026-01-01")) == Verdict("same", "modified_date_only")


@pytest.mark.parametrize("field", ["canonical", "language"])
def test_address_and_language_are_no_edit(field: str) -> None:
    """Fields that no reader sees do not count."""
    assert judged(extract(), extract(**{field: "other"})) == Verdict("same", "same_text")


def test_another_order_of_categories_is_no_edit() -> None:
    """Categories are a set."""
    assert judged(extract(), extract(categories=("Treatment", "Basics"))) == Verdict("same", "same_text")


def test_an_edit_is_told_with_its_operations() -> None:
    """One number in the text: one operation, one word each way."""
    verdict = judged(extract(), extract(edited("6", "8")))
    assert (verdict.outcome, verdict.reason, kinds(verdict)) == ("changed", "edited", ["edited"])
    (change,) = verdict.changes
    assert [operation.kind for operation in change.operations] == ["reworded"]
    assert (change.words_added, change.words_removed) == (1, 1)
    assert verdict.alignment is not None
    assert change.similarity == verdict.alignment.similarity < 1.0


def test_a_return_to_an_earlier_text_is_reverted() -> None:
    """A text the page had before is told as such, with its operations."""
    old = extract()
    verdict = judged(extract(edited("6", "8")), old, earlier={old.content_key})
    assert (verdict.reason, kinds(verdict)) == ("reverted", ["reverted"])
    assert has_visible_difference(verdict.changes[0])


def test_a_new_title_over_an_earlier_text_is_not_reverted() -> None:
    """The current text is among the earlier ones; only a change of text can be a return."""
    old = extract()
    assert kinds(judged(old, extract(title="Other", h1="Other"), earlier={old.content_key})) == ["retitled"]


def test_a_new_order_is_kept_but_not_told() -> None:
    """Moves weigh nothing: a version, no change."""
    verdict = judged(extract(), extract([TEXT[2], *TEXT[:2]]))
    assert (verdict.outcome, verdict.reason, verdict.changes) == ("changed", "moved_only", ())
    assert verdict.alignment is not None


def test_the_same_words_cut_otherwise_are_kept_but_not_told() -> None:
    """Paragraphs that became one block say what they said."""
    joined = passages(" ".join(each.text for each in TEXT))
    verdict = judged(extract(), extract(joined))
    assert (verdict.outcome, verdict.reason, verdict.changes) == ("changed", "same_words", ())


def test_numbers_that_blocks_got_are_kept_but_not_told() -> None:
    """A version, with a reason of its own."""
    numbered = extract(passages(*(f"{number}. {each.text}" for number, each in enumerate(TEXT, 1))))
    verdict = judged(extract(), numbered)
    assert (verdict.outcome, verdict.reason, verdict.changes) == ("changed", "numbering_only", ())


def test_title_and_h1_that_change_to_the_same_are_one_operation() -> None:
    """One edit in the title field of a site shows in two places."""
    verdict = judged(extract(), extract(title="Infusions in detail", h1="Infusions in detail"))
    assert (verdict.outcome, verdict.reason, kinds(verdict)) == ("changed", "retitled", ["retitled"])
    assert verdict.changes[0].operations == (
        Operation("reworded", "Infusions explained", "Infusions in detail", "title"),
    )
    assert (verdict.changes[0].words_added, verdict.changes[0].words_removed) == (2, 1)


@pytest.mark.parametrize("field", ["title", "h1"])
def test_one_of_title_and_h1_is_enough(field: str) -> None:
    """Search engines read the one, visitors the other: each counts."""
    verdict = judged(extract(), extract(**{field: "Infusions in detail"}))
    assert kinds(verdict) == ["retitled"]
    assert [operation.field for operation in verdict.changes[0].operations] == [field]


def test_title_and_h1_that_change_differently_are_two_operations() -> None:
    """Both wordings are told."""
    verdict = judged(extract(), extract(title="One", h1="Two"))
    assert [operation.after for operation in verdict.changes[0].operations] == ["One", "Two"]


def test_an_h1_that_comes_or_goes_beside_the_same_title_is_no_edit() -> None:
    """A theme that repeats the title, or ceases to, says nothing new."""
    assert judged(extract(h1=""), extract()).outcome == "same"
    assert judged(extract(), extract(h1="")).outcome == "same"


def test_an_h1_that_comes_with_other_words_counts() -> None:
    """What was nowhere before is told."""
    assert kinds(judged(extract(h1=""), extract(h1="Calm within hours"))) == ["retitled"]


@pytest.mark.parametrize("title", ["Infusions, explained again", "What happens on the day"])
def test_a_title_in_the_text_is_not_told_twice(title: str) -> None:
    """Where the heading of the text carries the title, a new title is retitled and nothing else."""
    before, after = [passage("Infusions explained", "heading"), *TEXT], [passage(title, "heading"), *TEXT]
    assert kinds(judged(extract(before), extract(after, title=title, h1=title))) == ["retitled"]


def test_a_heading_that_is_not_the_title_is_edited() -> None:
    """Only the title's own heading is left to the title."""
    before, after = [passage("Cost today", "heading"), *TEXT], [passage("Cost tomorrow", "heading"), *TEXT]
    assert kinds(judged(extract(before), extract(after, title="New", h1="New"))) == ["edited", "retitled"]


def test_text_and_title_are_two_changes_of_one_verdict() -> None:
    """Each is told with its own operations; the text comes first."""
    verdict = judged(extract(), extract(edited("6", "8"), title="Other", h1="Other"))
    assert (verdict.reason, kinds(verdict)) == ("edited", ["edited", "retitled"])
    assert {operation.field for operation in verdict.changes[0].operations} == {"text"}


@pytest.mark.parametrize(
    ("field", "value", "operation"),
    [
        ("description", "New.", Operation("reworded", METADATA.description, "New.", "description")),
        ("author", "", Operation("removed", "Ines Vale", None, "author")),
        ("published_at", "2025-06-01", Operation("reworded", "2025-05-06", "2025-06-01", "published_at")),
        ("categories", ("Basics",), Operation("reworded", "Basics, Treatment", "Basics", "categories")),
    ],
)
def test_other_fields_are_metadata(field: str, value: str | tuple[str, ...], operation: Operation) -> None:
    """What a page says about itself is told under the field's name."""
    verdict = judged(extract(), extract(**{field: value}))
    assert (verdict.outcome, verdict.reason, kinds(verdict)) == ("changed", "metadata", ["metadata"])
    assert verdict.changes[0].operations == (operation,)


def test_a_field_that_appears_is_added() -> None:
    """Nothing before: the operation says so."""
    assert metadata_operations(Metadata(), Metadata(author="Ines Vale")) == (
        Operation("added", None, "Ines Vale", "author"),
    )


def excerpt(text: list[Passage], words: int, end: str = "…") -> str:
    """A description as publishing systems make it."""
    return " ".join(" ".join(each.text for each in text).split()[:words]) + end


@pytest.mark.parametrize("end", ["…", " [...]", "... Read more", " […] Continue reading", ""])
def test_a_description_made_from_the_text_follows_it_silently(end: str) -> None:
    """One edit of the first sentence is one edit, also where a system copies it into the description."""
    after = edited("quiet", "very calm")
    verdict = judged(
        extract(description=excerpt(TEXT, 12, end)), extract(after, description=excerpt(after, 12, end))
    )
    assert kinds(verdict) == ["edited"]


def test_an_excerpt_may_leave_headings_out_and_end_in_mid_word() -> None:
    """Systems cut at a number of letters and skip headings."""
    heading = passage("A quiet day", "heading")
    after = edited("quiet", "very calm")
    verdict = judged(
        extract([TEXT[0], heading, *TEXT[1:]], description=excerpt(TEXT, 15)[:-3]),
        extract([after[0], heading, *after[1:]], description=excerpt(after, 16)[:-3]),
    )
    assert kinds(verdict) == ["edited"]


def test_a_written_description_is_told_beside_an_edit() -> None:
    """A description in words of its own is another edit."""
    verdict = judged(
        extract(), extract(edited("6", "8"), description="Feel better by the weekend, guaranteed.")
    )
    assert kinds(verdict) == ["edited", "metadata"]


def test_a_description_that_was_written_and_is_now_an_excerpt_is_told() -> None:
    """Words that stood in the description alone are gone: that is an edit."""
    after = edited("quiet", "very calm")
    assert kinds(judged(extract(), extract(after, description=excerpt(after, 12)))) == ["edited", "metadata"]


def test_other_fields_are_told_beside_a_silent_description() -> None:
    """Only the description follows the text."""
    after = edited("quiet", "very calm")
    verdict = judged(
        extract(description=excerpt(TEXT, 12)),
        extract(after, description=excerpt(after, 12), author="Bo Lund"),
    )
    assert kinds(verdict) == ["edited", "metadata"]
    assert [operation.field for operation in verdict.changes[1].operations] == ["author"]


def test_a_removed_page_that_is_back_word_for_word_is_restored() -> None:
    """Told, though there is no new version to store."""
    verdict = judged(extract(), extract(), removed=True)
    assert (verdict.outcome, verdict.reason) == ("same", "restored")
    assert verdict.changes == (Change("restored"),)


def test_a_removed_page_that_is_back_with_another_text_is_restored_with_its_operations() -> None:
    """No separate edit is told, nor a return to an earlier text."""
    found = extract(edited("6", "8"))
    verdict = judged(extract(), found, removed=True, earlier={found.content_key})
    assert (verdict.outcome, verdict.reason, kinds(verdict)) == ("changed", "restored", ["restored"])
    assert has_visible_difference(verdict.changes[0])


def test_a_removed_page_that_is_back_with_another_title_is_retitled_too() -> None:
    """The title is an edit of its own."""
    assert kinds(judged(extract(), extract(title="Other", h1="Other"), removed=True)) == [
        "restored",
        "retitled",
    ]


def test_extracts_of_different_stamps_are_not_compared() -> None:
    """The caller has to extract again first; anything else is a mistake in the program."""
    with pytest.raises(AssertionError, match="one stamp"):
        judged(extract(), replace(extract(), stamp="stamp 2"))


def test_moves_and_glyphs_are_not_visible() -> None:
    """The check that the store repeats before it writes a change."""
    assert not has_visible_difference(Change("edited"))
    assert not has_visible_difference(Change("edited", (Operation("moved", "a", "a"),)))
    assert not has_visible_difference(Change("edited", (Operation("reworded", "“a”", '"a"'),)))
    assert not has_visible_difference(Change("edited", (Operation("added", None, "\u200b"),)))
    assert has_visible_difference(Change("edited", (Operation("added", None, "a"),)))


fields = st.sampled_from(["", "a", "b", "“a”", '"a"', "c d e f g"])
pages = st.builds(
    lambda text, title, h1, description, categories: Extract(
        Metadata(title=title, h1=h1, description=description, categories=tuple(categories)),
        tuple(text),
        "s",
        b"",
    ),
    passage_lists,
    fields,
    fields,
    fields,
    st.lists(fields, max_size=2),
)


@given(pages, pages, st.booleans())
def test_what_is_told_can_be_seen(before: Extract, after: Extract, removed: bool) -> None:
    """No verdict on any two pages tells an edit that shows no difference, or keeps quiet about new words."""
    verdict = judged(before, after, removed=removed)
    for change in verdict.changes:
        assert change.kind not in SHOWING or has_visible_difference(change)
    if verdict.outcome == "same":
        assert before.content_key == after.content_key
    words = [sorted(" ".join(each.normal for each in page.passages).split()) for page in (before, after)]
    if words[0] != words[1]:
        assert verdict.changes


@given(pages)
def test_a_page_and_itself_are_the_same(page: Extract) -> None:
    """Whatever a page says, saying it again is no change."""
    assert judged(page, page) == Verdict("same", "same_text")
