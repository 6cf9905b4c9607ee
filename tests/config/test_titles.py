"""What themes, claims, red flags and disclosures are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import Titles, load_lexicon


@pytest.mark.parametrize(
    ("theme", "claim", "title"),
    [
        ("efficacy", "", "Efficacy"),
        ("price", None, "Price and payment"),
        ("efficacy", "works", "Says that it works"),
        ("efficacy", "cure", "Speaks of a cure"),
        (None, "off_label", "Says off-label or not approved"),
        ("efficacy", "went_last-year", "Went last year"),
        ("went", "", "Went"),
        (None, None, ""),
    ],
)
def test_by_its_title_or_else_by_its_slug(
    tmp_path: Path, theme: str | None, claim: str | None, title: str
) -> None:
    """A red flag and a disclosure are found whatever their theme; what went, by its slug."""
    assert Titles(load_lexicon(tmp_path)).called(theme, claim) == title


def test_without_a_lexicon_slugs_have_to_do() -> None:
    """As where the file is wrong at the moment."""
    assert Titles().called("call_to_action", "free_consultation") == "Free consultation"
