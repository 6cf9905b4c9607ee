"""Who the monitor says it is."""

from __future__ import annotations

from typing import Final

PRODUCT: Final = "CompetitorContentMonitor"
"""The product token: robots.txt groups are matched against it alone, in any case."""

VERSION: Final = "0.1"

_MAX_CONTACT = 200


def user_agent(contact: str = "") -> str:
    """Give the User-Agent header: product, version and where to complain.

    Args:
        contact: address of a page or a mailbox. What cannot stand inside the comment of a header is left out.
    """
    usable = "".join(c for c in contact if " " < c < "\x7f" and c not in "()\\")[:_MAX_CONTACT]
    return f"{PRODUCT}/{VERSION} (+{usable})" if usable else f"{PRODUCT}/{VERSION}"
