"""The reactor that all crawls of this folder share: Twisted can start only one in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fetch.crawling import Reactor
from tests.servers import LoopbackServer


@pytest.fixture(scope="session")
def reactor() -> Iterator[Reactor]:
    """A running reactor."""
    running = Reactor()
    yield running
    running.stop()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A server on 127.0.0.1."""
    with LoopbackServer() as running:
        yield running
