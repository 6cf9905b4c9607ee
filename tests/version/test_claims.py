"""A site's dates are believed as long as it keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.version import is_honest

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kept", "broken_days_ago", "honest"),
    [(0, None, False), (2, None, False), (3, None, True), (50, 1, False), (50, 89, False), (50, 90, True)],
)
def test_credit_is_earned_by_edits_that_were_dated(
    kept: int, broken_days_ago: int | None, honest: bool
) -> None:
    """Three of them; one that was not dated costs it for three months."""
    broken_at = None if broken_days_ago is None else NOW - timedelta(days=broken_days_ago)
    assert is_honest(kept, broken_at, NOW) is honest
