"""Conditional requests, and the way from Scrapy's response to the monitor's record.

Validators belong to the address that gave them. So they are sent to that address only, never on to the
target of a redirect: a page that was never seen must not answer "not modified" because an older date came
with it. For the same reason an answer that came by way of a redirect hands no validators on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from scrapy import Request
from scrapy.http import Response

from monitor.fetch.meta import VALIDATORS
from monitor.records import Fetched, Validators

MAX_HEADER: Final = 1024
"""Longest header value (characters) that is kept; a longer one is dropped."""

_CONDITIONS: Final = ("If-None-Match", "If-Modified-Since")


class ConditionalMiddleware:
    """Sends what the server gave last time, byte for byte: servers compare text, not time."""

    def process_request(self, request: Request) -> None:
        """Add the conditions to a first request, take them away from a redirected one."""
        validators = request.meta.get(VALIDATORS)
        if validators is None:
            return
        redirected = "redirect_urls" in request.meta
        for name, value in zip(_CONDITIONS, (validators.etag, validators.last_modified), strict=True):
            if redirected:
                request.headers.pop(name, None)
            elif value:
                request.headers[name] = value.encode("latin-1", "replace")


def fetched_from(response: Response, fetched_at: datetime) -> Fetched:
    """Turn an answer into a record.

    Args:
        response: as a callback gets it.
        fetched_at: when the answer was complete, in UTC.
    """
    meta = response.meta
    redirects = tuple(status for status in meta.get("redirect_reasons", ()) if isinstance(status, int))
    return Fetched(
        url=meta.get("redirect_urls", [response.url])[0],
        final_url=response.url,
        status=response.status,
        body=response.body,
        fetched_at=fetched_at,
        content_type=_header(response, b"Content-Type") or "",
        redirects=redirects,
        validators=Validators() if redirects else _validators(response),
    )


def _validators(response: Response) -> Validators:
    return Validators(_header(response, b"ETag"), _header(response, b"Last-Modified"))


def _header(response: Response, name: bytes) -> str | None:
    """Give a header as text (Latin-1, which keeps every byte), or None if it is not there or too long."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value and len(value) <= MAX_HEADER else None
