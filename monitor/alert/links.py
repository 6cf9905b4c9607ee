"""Where the links of a mail lead: into the pages of ``monitor browse``, under its public address."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from monitor.alert.told import Told

ROOT = "/-/monitor"


class Links:
    """Addresses of pages; each is empty where there is no public address.

    Args:
        public_url: of the Datasette site, without a last slash; may be empty.
    """

    def __init__(self, public_url: str) -> None:
        self._root = public_url + ROOT if public_url else ""

    def _page(self, path: str) -> str:
        return self._root + path if self._root else ""

    def change(self, change: Told) -> str:
        """The difference, word by word."""
        return self._page(f"/changes/{change.id}")

    def snapshot(self, change: Told) -> str:
        """The page as it came, from the archive."""
        version = change.version_to or change.version_from
        return self._page(f"/versions/{version}/snapshot") if version is not None else ""

    def changes(self, clinics: tuple[str, ...] = ()) -> str:
        """The list of changes."""
        arguments = urlencode([("clinic", clinic) for clinic in clinics])
        return self._page("/changes" + (f"?{arguments}" if arguments else ""))

    def health(self) -> str:
        """How watching goes."""
        return self._page("/health")

    @staticmethod
    def live(change: Told) -> str:
        """The page itself; empty where there is none, or its address is none that a mail may link to."""
        url = change.url or ""
        usable = urlsplit(url).scheme in ("http", "https") and url.isprintable() and " " not in url
        return url if usable and change.kind != "removed" else ""
