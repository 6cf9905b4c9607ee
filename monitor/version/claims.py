"""A site's own word for when a page was modified: believed as long as the site keeps it.

Sitemaps, feeds and the WordPress API date every article.  Where a site was seen to date its edits, a page
whose date stands still need not be asked for at every crawl; it is looked at again all the same once per
``revisit``, and an edit found then under the old date costs the site its credit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

PROOFS = 3
"""Edits that a site must have dated before its word is taken."""

DISTRUST = timedelta(days=90)
"""For how long a site's word is not taken after an edit that it did not date."""


def is_honest(kept: int, broken_at: datetime | None, now: datetime) -> bool:
    """Whether a site's dates may decide that a page is not asked for.

    Args:
        kept: edits found on pages that the site had dated anew.
        broken_at: when an edit was last found that the site had not dated; None if never.
    """
    return kept >= PROOFS and (broken_at is None or now - broken_at >= DISTRUST)
