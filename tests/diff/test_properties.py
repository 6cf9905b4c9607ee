"""What holds for every two texts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff import align, operations, words
from monitor.diff.steps import steps
from monitor.extract import normal_form
from monitor.records import Passage
from tests.diff.texts import passage, passage_lists, texts, unlike_lists


@given(passage_lists, passage_lists)
def test_pairs_rebuild_both_sides(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """Each index stands in one pair of its side, and the later ones stand in order."""
    pairs = align(before, after).pairs
    assert sorted(pair.before for pair in pairs if pair.before is not None) == list(range(len(before)))
    assert [pair.after for pair in pairs if pair.after is not None] == list(range(len(after)))
    for pair in pairs:
        assert (pair.before is None) == (pair.relation == "added")
        assert (pair.after is None) == (pair.relation == "removed")


@given(passage_lists, passage_lists)
def test_unchanged_pairs_increase_on_both_sides(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """What is called unchanged stands in the same order and has the same normal form; so has what moved."""
    pairs = align(before, after).pairs
    stayed = [(pair.before, pair.after) for pair in pairs if pair.relation == "unchanged"]
    assert stayed == sorted(stayed)
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            same = before[pair.before].normal == after[pair.after].normal
            assert same == (pair.relation in ("unchanged", "moved"))


@given(passage_lists)
def test_a_text_and_itself_are_unchanged(text: Sequence[Passage]) -> None:
    """Compared with itself a text has no difference at all."""
    alignment = align(text, text)
    assert all(pair.relation == "unchanged" for pair in alignment.pairs)
    assert (alignment.words_added, alignment.words_removed, alignment.similarity) == (0, 0, 1.0)


@given(passage_lists, passage_lists)
def test_nothing_is_both_lost_and_found(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """A passage that stands on both sides is never told as removed here and added there."""
    pairs = align(before, after).pairs
    gone = {
        before[pair.before].normal for pair in pairs if pair.relation != "unchanged" and pair.after is None
    }
    come = {
        after[pair.after].normal for pair in pairs if pair.relation != "unchanged" and pair.before is None
    }
    assert gone.isdisjoint(come)


@given(passage_lists, passage_lists)
def test_swapped_sides_keep_what_stayed(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """As many passages stay and move one way as the other."""
    there, back = align(before, after).pairs, align(after, before).pairs
    for relation in ("unchanged", "moved"):
        assert sum(pair.relation == relation for pair in there) == sum(
            pair.relation == relation for pair in back
        )


@given(unlike_lists, unlike_lists)
def test_swapped_sides_swap_what_came_and_went(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """What is added one way is removed the other way; which of two likes is meant is left open here."""
    there, back = align(before, after), align(after, before)
    assert (there.words_added, there.words_removed) == (back.words_removed, back.words_added)
    assert there.similarity == back.similarity


@given(passage_lists, passage_lists, st.data())
def test_a_new_passage_disturbs_no_other_pair(
    before: Sequence[Passage], after: Sequence[Passage], data: st.DataObject
) -> None:
    """An unrelated paragraph put in anywhere is one more added pair, and nothing else."""
    place = data.draw(st.integers(0, len(after)))
    longer = [*after[:place], passage("Entirely unrelated parking hints for visitors."), *after[place:]]
    pairs = {(pair.relation, pair.before, pair.after) for pair in align(before, after).pairs}
    shifted = {(kind, i, j if j is None or j < place else j + 1) for kind, i, j in pairs}
    found = {(pair.relation, pair.before, pair.after) for pair in align(before, longer).pairs}
    assert found == shifted | {("added", None, place)}


@given(passage_lists, passage_lists)
def test_steps_take_each_passage_once(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """Joining neighbours to steps loses nothing and doubles nothing."""
    told = steps(align(before, after).pairs, before, after)
    assert sorted(index for step in told for index in step.before) == list(range(len(before)))
    assert sorted(index for step in told for index in step.after) == list(range(len(after)))


@given(passage_lists, passage_lists)
def test_a_reworded_operation_shows_a_difference(before: Sequence[Passage], after: Sequence[Passage]) -> None:
    """No operation without something to see: a reworded passage has words that came or went."""
    for operation in operations(align(before, after), before, after):
        runs = words(operation.before or "", operation.after or "")
        assert operation.kind == "moved" or any(run.kind != "equal" for run in runs)


@given(texts, texts)
def test_runs_join_to_both_texts(before: str, after: str) -> None:
    """The later text comes back to the letter, the earlier one up to glyphs that do not count."""
    runs = words(before, after)
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    rebuilt = "".join(run.text for run in runs if run.kind != "added")
    assert rebuilt == before or normal_form(rebuilt) == normal_form(before)
    assert all(run.text for run in runs)


@given(texts, texts)
@settings(max_examples=300)
def test_equal_runs_mean_equal_normal_forms(before: str, after: str) -> None:
    """Words never calls the same what the normal form tells apart, or an edit would show no difference."""
    if all(run.kind == "equal" for run in words(before, after)):
        assert normal_form(before) == normal_form(after)


_GLYPHS = st.text(st.sampled_from("a b1.-–—…'’`\"“«\u00a0\u200b\u00ad\ufe0f•*ﬁ½é\u0301²₂Ａ"), max_size=8)


@given(_GLYPHS, _GLYPHS)
@settings(max_examples=1000)
def test_equal_runs_mean_equal_normal_forms_for_glyphs(before: str, after: str) -> None:
    """The same, for texts made of the glyphs in which the two could disagree."""
    if all(run.kind == "equal" for run in words(before, after)):
        assert normal_form(before) == normal_form(after)


_PROGRAM = """
from tests.diff.texts import rewritten
from monitor.diff import align, words
before, after = rewritten(150, seed=1), rewritten(150, seed=2) + rewritten(40, seed=1)
print(align(before, after))
print(words(before[0].text, after[0].text))
"""


def test_the_answer_does_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds give the same alignment."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(answers) == 1
