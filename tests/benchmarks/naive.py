"""The baseline: a page has changed when the hash of the text that trafilatura extracts has."""

from __future__ import annotations

import urllib.error
import urllib.request
from hashlib import sha256
from typing import Any

from trafilatura import extract

from tests.worlds.serving import ServedWorld, Told


class NaiveWatch:
    """Looks at every listed page once a week, without a second look.

    Attributes:
        told: what it would have told so far.
    """

    def __init__(self) -> None:
        self.told: list[Told] = []
        self._known: dict[tuple[str, str], bytes] = {}

    def look(self, served: ServedWorld) -> None:
        """Look at all pages of a world as it is served this week."""
        for slug, server in served.servers.items():
            paths = set(served.clinic(slug).pages) | {path for clinic, path in self._known if clinic == slug}
            for path in sorted(paths):
                kind = self._kind((slug, path), _text(server.url(path)))
                if kind and served.week > 1:
                    self.told.append(Told(served.week, slug, path, kind, ()))

    def _kind(self, page: tuple[str, str], text: str | None) -> str:
        """What the text of a page comes to; empty if it is as it was."""
        if text is None:
            return "removed" if self._known.pop(page, None) else ""
        mark = sha256(text.encode()).digest()
        before = self._known.get(page)
        self._known[page] = mark
        return "published" if before is None else "" if before == mark else "edited"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow no redirect."""


def _text(url: str) -> str | None:
    try:
        with urllib.request.build_opener(_Stay).open(url, timeout=10) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError:
        return None
    return (extract(body, include_comments=False) if body else "") or ""
