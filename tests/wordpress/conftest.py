"""The WordPress under test: started once, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wordpress import site


@pytest.fixture(scope="session")
def _running_site() -> Iterator[site.WordPress]:
    lacking = site.missing()
    if lacking:
        pytest.skip(lacking)
    with site.WordPress() as wordpress:
        yield wordpress


@pytest.fixture
def wordpress(_running_site: site.WordPress) -> site.WordPress:
    """A running site without posts and without noise."""
    _running_site.reset()
    return _running_site
