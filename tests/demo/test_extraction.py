"""What trafilatura makes of the five systems: the demo must be readable, as the real ones are."""

from __future__ import annotations

import pytest
from trafilatura import bare_extraction
from trafilatura.settings import Document

from monitor.demo.server import DemoWorld
from tests.demo.conftest import CLINICS, ask


@pytest.mark.parametrize("clinic", CLINICS)
def test_paragraphs_are_found(world: DemoWorld, clinic: str) -> None:
    """At least nine in ten paragraphs of each article are extracted, the foot is, and the sidebar is not."""
    site = world.sites[clinic]
    state = site.weeks[1]
    for article in state.articles:
        page = ask(site.url_of(article.slug, 1)).text
        document = bare_extraction(page, favor_precision=True, include_comments=False, include_tables=True)
        assert isinstance(document, Document)
        text = " ".join(str(document.text).split())
        paragraphs = [block.visible[0] for block in article.blocks if block.kind == "paragraph"]
        found = [paragraph for paragraph in paragraphs if paragraph in text]
        assert len(found) >= 0.9 * len(paragraphs), article.slug
        assert state.disclaimer in text
        assert not any(voice in text for voice in site.site.voices)
        assert site.site.invitation not in text
