"""Checks of the values that only ``alerts.toml`` has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from monitor.config import values
from monitor.config.reading import Spot, nearest

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,45}")
_SENDER = re.compile(r"[^<>@\"\\,;:()\[\]]{0,100}<([^<>]+)>|([^<>\s]+)")
_SERVICE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]{0,99}|[a-z][a-z0-9]{1,30}://[^\s]{1,2000}")
_QUIET = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of every day, in the subscription's timezone, in which no mail goes out.

    Attributes:
        start: first quiet minute.
        end: first minute after; earlier than ``start`` if midnight lies between.
    """

    start: time
    end: time


def mail_host(spot: Spot) -> str | None:
    """Check for the name or IP address of a server."""
    if isinstance(spot.value, str) and _HOST.fullmatch(spot.value):
        return spot.value
    spot.wrong(f"is {spot.shown}", 'give the name of a server alone, like "smtp.example.com"')
    return None


def sender(spot: Spot) -> str | None:
    """Check for an e-mail address with or without a display name."""
    if isinstance(spot.value, str) and len(spot.value) <= 300 and spot.value.isprintable():
        match = _SENDER.fullmatch(spot.value.strip())
        if match and values.is_email(match[1] or match[2]):
            return spot.value.strip()
    spot.wrong(f"is {spot.shown}", 'give an address like "Content monitor <monitor@example.com>"')
    return None


def unsubscribe(spot: Spot) -> str | None:
    """Check for what may stand in a List-Unsubscribe header."""
    written = spot.value if isinstance(spot.value, str) else ""
    scheme, _, rest = written.partition(":")
    address, _, query = rest.partition("?")
    if scheme == "mailto" and values.is_email(address) and re.fullmatch(r"[\w.=&%+-]*", query, re.ASCII):
        return written
    if scheme == "https" and written.isascii() and "," not in written:
        return values.web_address(spot)
    spot.wrong(f"is {spot.shown}", 'give "mailto:someone@example.com" or an https address')
    return None


def service(spot: Spot) -> str | None:
    """Check for an address as Apprise writes them, or the name of an environment variable with one."""
    written = spot.value
    if isinstance(written, str) and _SERVICE.fullmatch(written) and written.isprintable():
        return written
    # The value is not shown: such addresses hold keys.
    spot.wrong(
        "is no address of a service", 'give one like "slack://…", or "$NAME" of an environment variable'
    )
    return None


def public_url(spot: Spot) -> str | None:
    """Check for the address that links in mails begin with; it loses its last slash."""
    found = values.web_address(spot)
    return None if found is None else found.rstrip("/")


def timezone(spot: Spot) -> ZoneInfo | None:
    """Check for the name of a time zone that this machine knows."""
    name = spot.value if isinstance(spot.value, str) else ""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = nearest(name, tuple(sorted(available_timezones()))) if name else None
        right = f'did you mean "{close}"?' if close else 'give a name like "Europe/Berlin" or "UTC"'
        spot.wrong(f"is {spot.shown}, which is no time zone", right)
        return None


def quiet_hours(spot: Spot) -> QuietHours | None:
    """Check for a stretch of the day such as ``22:00-07:00``; empty text is none."""
    if spot.value == "":
        return None
    match = _QUIET.fullmatch(spot.value) if isinstance(spot.value, str) else None
    if match is None or match[1] + match[2] == match[3] + match[4]:
        right = 'give two different times like "22:00-07:00", or "" for none'
        spot.wrong(f"is {spot.shown}", right)
        return None
    return QuietHours(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4])))
