"""What was volatile and keeps still becomes ordinary, and chance is given its due."""

from __future__ import annotations

import pytest

from monitor.version import Volatile, has_settled, known, quiet_key
from tests.diff.texts import passages

ROW = passages("“I slept,” wrote a guest.", "“They told me every price,” said a teacher.")
TEXT = passages("You may not drive until the next morning.", "Bring somebody who takes you home.")


def test_key_names_the_volatile_passages_of_a_look_and_nothing_else() -> None:
    """The article may be edited; another quote is another key."""
    volatile = known(ROW)
    assert quiet_key([TEXT[0], ROW[0]], volatile) == quiet_key([TEXT[1], ROW[0]], volatile)
    assert quiet_key([TEXT[0], ROW[0]], volatile) != quiet_key([TEXT[0], ROW[1]], volatile)


def test_there_is_no_key_where_nothing_is_volatile() -> None:
    """Such a page has nothing to settle."""
    assert quiet_key(TEXT, Volatile()) is None


@pytest.mark.parametrize(
    ("looks", "settlings", "settled"), [(2, 0, False), (3, 0, True), (5, 1, False), (6, 1, True)]
)
def test_each_time_takes_twice_as_long(looks: int, settlings: int, settled: bool) -> None:
    """Three looks, then six."""
    assert has_settled(looks, settlings) is settled


def test_a_page_that_never_rests_does_not_overflow() -> None:
    """The waiting grows no further after some doublings."""
    assert has_settled(3 * 2**8, 10_000)
