"""Pages that go back and forth are told once."""

from __future__ import annotations

from monitor.records import Extract, Metadata, Passage, Verdict
from monitor.version import State, judge, with_returns, without_flips
from tests.diff.texts import passages

A = passages("Ketamine is given in a quiet room.", "It costs $400 for a visit.", "A nurse stays with you.")
B = passages("Ketamine is given in a quiet room.", "It costs $450 for a visit.", "A nurse stays with you.")
OTHER = passages("The door is blue.", "The bell is loud.", "Nobody is in.")


def extract(text: list[Passage], title: str = "Rooms") -> Extract:
    """One state of a page."""
    return Extract(Metadata(title=title), tuple(text), "s", b"")


def story(*states: Extract) -> list[list[str]]:
    """The kinds of change that are told at each step from state to state."""
    told: list[list[str]] = []
    for now in range(1, len(states)):
        verdict = at(states[:now], states[now])
        told.append([change.kind for change in verdict.changes])
    return told


def at(history: tuple[Extract, ...], found: Extract) -> Verdict:
    """The verdict on the next state."""
    verdict = judge(State.of(history[-1]), found, earlier=(), baseline=False)
    return with_returns(without_flips(verdict, history), history)


def test_the_first_step_and_the_first_return_are_told() -> None:
    """An edit, taken back."""
    assert story(extract(A), extract(B), extract(A)) == [["edited"], ["reverted"]]


def test_further_turns_are_not() -> None:
    """One passage, or the whole text."""
    for other in (B, OTHER):
        states = [extract(A), extract(other)] * 3
        assert story(*states) == [["edited"], ["reverted"], [], [], []]
    assert at((extract(A), extract(B), extract(A)), extract(B)).reason == "flips"


def test_an_edit_beside_a_turn_is_told_alone() -> None:
    """Real edits to either state are found."""
    edited = [*B[:2], *passages("A doctor stays with you.")]
    verdict = at((extract(A), extract(B), extract(A)), extract(edited))
    (change,) = verdict.changes
    assert [each.after for each in change.operations] == ["A doctor stays with you."]
    assert change.kind == "edited"


def test_a_third_wording_is_told() -> None:
    """What was never there before is no turn."""
    third = passages(A[0].text, "It costs $500 for a visit.", A[2].text)
    assert story(*(extract(text) for text in (A, B, A, third))) == [["edited"], ["reverted"], ["edited"]]


def test_titles_turn_too() -> None:
    """A placeholder with a title of its own."""
    states = [extract(A), extract(A, "Loading")] * 3
    assert story(*states) == [["retitled"], ["retitled"], [], [], []]


def test_a_return_need_not_be_of_the_whole_text() -> None:
    """Something else was edited in between and stays."""
    between = [*B[:2], *passages("A doctor stays with you.")]
    back = [A[0], A[1], between[2]]
    assert story(extract(A), extract(B), extract(between), extract(back)) == [
        ["edited"],
        ["edited"],
        ["reverted"],
    ]


def test_what_was_reworded_and_then_taken_out_is_no_return() -> None:
    """The first version had the sentence in other words; a sentence that was added and goes has returned."""
    without = [A[0], A[2]]
    assert story(extract(A), extract(B), extract(without)) == [["edited"], ["edited"]]
    assert story(extract(without), extract(B), extract(without)) == [["edited"], ["reverted"]]


def test_half_a_return_is_an_edit() -> None:
    """One sentence goes back, another one is new."""
    half = [A[0], A[1], *passages("A doctor stays with you.")]
    assert story(extract(A), extract(B), extract(half)) == [["edited"], ["edited"]]


def test_without_a_history_nothing_is_a_turn() -> None:
    """The only version is the current one."""
    assert story(extract(A), extract(B)) == [["edited"]]
