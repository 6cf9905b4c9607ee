"""One host in one crawl: whose turn it is, how long between turns, and when it is left alone.

Scrapy's own slots know delays but no pauses, and what has once entered a slot is sent, whatever the host
answered meanwhile. Here a request decides at the very moment of its turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

_SLICE = 1.0  # seconds of sleep between two looks at whether the crawl still goes on


class Host:
    """The door of one host: one request inside at a time, the others wait in line.

    Attributes:
        delay: seconds from the start of one request to the start of the next.
        off: reason for which nothing more is asked of the host in this crawl; empty while it is on.
        parked: seconds of pause granted so far.
        refusals: answers 403 and 429 in a row.
        failures: failed attempts in a row.
    """

    __slots__ = (
        "_holder",
        "_not_before",
        "_started",
        "_waiting",
        "delay",
        "failures",
        "off",
        "parked",
        "refusals",
    )

    def __init__(self) -> None:
        self.delay = 0.0
        self.off = ""
        self.parked = 0.0
        self.refusals = 0
        self.failures = 0
        self._holder: object | None = None
        self._waiting: deque[tuple[object, asyncio.Future[None]]] = deque()
        self._started = -float("inf")
        self._not_before = -float("inf")

    async def enter(self, request: object, going_on: Callable[[], bool]) -> None:
        """Wait for the turn of ``request``; it is inside afterwards and must ``leave``.

        Args:
            request: who enters.
            going_on: asked about once a second; when it says False the wait ends early.
        """
        if self._holder is None:
            self._holder = request
        else:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((request, turn))
            await turn
        while not self.off and going_on():
            pause = max(self._started + self.delay, self._not_before) - monotonic()
            if pause <= 0:
                break
            await asyncio.sleep(min(pause, _SLICE))
        self._started = monotonic()

    def holds(self, request: object) -> bool:
        """Whether ``request`` is the one inside."""
        return self._holder is request

    def leave(self) -> None:
        """Let the next in line in."""
        self._holder = None
        while self._waiting and self._holder is None:
            request, turn = self._waiting.popleft()
            if not turn.done():
                self._holder = request
                turn.set_result(None)

    def park(self, seconds: float) -> None:
        """Ask nothing of the host for ``seconds`` from now."""
        self.parked += seconds
        self._not_before = max(self._not_before, monotonic() + seconds)
