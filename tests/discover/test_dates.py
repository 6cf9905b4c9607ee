"""Claimed dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discover import dates


@pytest.mark.parametrize(
    ("claimed", "moment"),
    [
        ("2024-05-20T10:00:00", datetime(2024, 5, 20, 10, tzinfo=UTC)),
        ("2024-05-20T10:00:00Z", datetime(2024, 5, 20, 10, tzinfo=UTC)),
        ("2024-05-20T10:00:00.123+02:00", datetime(2024, 5, 20, 8, 0, 0, 123000, tzinfo=UTC)),
        ("2024-05-20T10:00+00:00", datetime(2024, 5, 20, 10, tzinfo=UTC)),
        (" 2024-05-20 ", datetime(2024, 5, 20, tzinfo=UTC)),
        ("Mon, 20 May 2024 10:00:00 GMT", datetime(2024, 5, 20, 10, tzinfo=UTC)),
        ("Mon, 20 May 2024 10:00:00 -0700", datetime(2024, 5, 20, 17, tzinfo=UTC)),
        ("20 May 2024 10:00:00 EST", datetime(2024, 5, 20, 15, tzinfo=UTC)),
        ("Mon, 20 May 2024 10:00:00 -0000", datetime(2024, 5, 20, 10, tzinfo=UTC)),
    ],
)
def test_both_usual_forms_give_utc(claimed: str, moment: datetime) -> None:
    """ISO 8601 and RFC 822 dates become aware UTC times; without a zone they are UTC."""
    parsed = dates.parse(claimed)
    assert parsed == moment
    assert parsed is not None
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    "claimed",
    [
        None,
        5,
        "",
        "soon",
        "0000-00-00T00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "1970-01-01",
        "2024-13-01",
        "20240-01-01",
        "Mon, 99 May 2024 10:00:00 GMT",
        "Mon, 20 May 2024 10:00:00 +99999999999",
        "٢٠٢٤-٠٥-٢٠",
        "2024-05-20" + " " * 100,
        "1 Jan 2024 1:2:3:4:5",
    ],
)
def test_nonsense_gives_no_date(claimed: object) -> None:
    """What is no plausible date is none, and never an error."""
    assert dates.parse(claimed) is None


@given(st.one_of(st.text(max_size=70), st.text(alphabet="0123456789-:+TZ. ,MonJaGT", max_size=40)))
def test_parse_never_fails(claimed: str) -> None:
    """Any text gives a date between 1990 and 2100, or none."""
    parsed = dates.parse(claimed)
    assert parsed is None or 1990 <= parsed.year <= 2100
