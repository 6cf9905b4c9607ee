"""Dates as sources claim them: ISO 8601 and RFC 822 into aware UTC times, nonsense into None."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 64
# Content systems write year 1, 1900 or 1970 where they know no date, and typing errors give year 20240.
_YEARS = range(1990, 2101)


def parse(text: object) -> datetime | None:
    """Parse a claimed date.

    A date without a time is its midnight, a time without a zone is UTC (WordPress' ``*_gmt`` fields
    are written so).

    Args:
        text: what stood in the source; anything but a short string gives None.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    text = text.strip()
    if not text.isascii():
        return None
    parsed = _iso(text) or _rfc822(text)
    if parsed is None:
        return None
    try:
        moment = parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except OverflowError:  # the first and last hours that a datetime can hold
        return None
    return moment if moment.year in _YEARS else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    # The parser of the standard library is not careful with broken fields: IndexError and
    # OverflowError have been seen beside the documented ValueError.
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
