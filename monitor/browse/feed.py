"""The route of the Atom feed: ``/-/monitor/feed.atom?clinic=…&theme=…&kind=…&signal=…``."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from datasette import Forbidden, Response, hookimpl  # type: ignore[import-untyped]  # it ships no types
from datasette.resources import DatabaseResource  # type: ignore[import-untyped]  # the same

from monitor.alert import atom, told
from monitor.browse.configured import configured
from monitor.diff import printable
from monitor.store import ChangeFilter, recent_changes

DATABASE = "monitor"
ENTRIES = 50
FILTERS = ("clinic", "theme", "kind", "signal")
MOST_VALUES = 50


async def feed(datasette: Any, request: Any) -> Any:
    """The newest changes, of all clinics or as asked for."""
    resource = DatabaseResource(DATABASE)
    if not await datasette.allowed(action="view-database", resource=resource, actor=request.actor):
        raise Forbidden("view-database")
    asked = {name: tuple(map(printable, request.args.getlist(name)[:MOST_VALUES])) for name in FILTERS}
    wanted = ChangeFilter(
        limit=ENTRIES,
        clinics=asked["clinic"],
        themes=asked["theme"],
        kinds=asked["kind"],
        signals=asked["signal"],
    )

    def read(connection: sqlite3.Connection) -> list[dict[str, Any]]:
        return recent_changes(connection, wanted)

    rows = await datasette.get_database(DATABASE).execute_fn(read)
    root = datasette.absolute_url(request, datasette.urls.instance()).rstrip("/")
    body = atom(
        [told(row) for row in rows],
        site=root,
        address=datasette.absolute_url(request, request.full_path),
        title="Changes" + "".join(f", {name} {', '.join(asked[name])}" for name in FILTERS if asked[name]),
        titles=configured(Path(datasette.get_database(DATABASE).path).parent).titles,
    )
    return Response(
        body.decode(),
        headers={"x-content-type-options": "nosniff"},
        content_type="application/atom+xml; charset=utf-8",
    )


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def register_routes() -> list[tuple[str, Any]]:
    """The feed's address."""
    return [(r"^/-/monitor/feed\.atom$", feed)]
