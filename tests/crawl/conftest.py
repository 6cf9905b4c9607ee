"""One clinic site and a workspace that watches it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.site import Site, Workspace, article
from tests.servers import LoopbackServer

SUBJECTS = ("depression", "anxiety", "migraine", "insomnia")


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with four articles."""
    with LoopbackServer(address="127.0.3.1") as server:
        built = Site(server)
        for subject in SUBJECTS:
            built.put(f"/blog/{subject}/", article(subject))
        yield built


@pytest.fixture
def workspace(tmp_path: Path, site: Site) -> Workspace:
    """A workspace whose only clinic is the site."""
    return Workspace(tmp_path / "watch", {"bluff-creek": site.server.url("/blog/")})
