"""The analyst's desk: Datasette over a workspace, with pages of our own.

This module holds the hooks by which Datasette knows of them.
"""

from __future__ import annotations

from typing import Any

from datasette import hookimpl  # type: ignore[import-untyped]  # it ships no types

from monitor.browse import stock
from monitor.browse.access import LOOPBACK, Access, checked, read_accounts
from monitor.browse.gate import USER, Gate
from monitor.browse.pages import ROUTES
from monitor.browse.serve import application, check_port, serve

__all__ = ["LOOPBACK", "Access", "application", "check_port", "checked", "read_accounts", "serve"]


@hookimpl  # type: ignore[untyped-decorator]  # Datasette ships no types
def register_routes() -> list[tuple[str, Any]]:
    """Our pages."""
    return ROUTES


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Any:
    """What every request and answer passes."""
    access = getattr(datasette, "monitor_access", None) or Access()
    return lambda app: Gate(app, access)


@hookimpl  # type: ignore[untyped-decorator]
def actor_from_request(request: Any) -> dict[str, str] | None:
    """Who a proxy says is asking."""
    user = request.scope.get(USER)
    return {"id": user} if user else None


@hookimpl  # type: ignore[untyped-decorator]
def forbidden(datasette: Any, request: Any) -> Any:
    """Lead whoever has not logged in to where they can."""
    return stock.to_login(datasette, request)


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Our pages, in the menu of Datasette's."""
    return stock.links(datasette)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """Lead from tables to our pages."""
    return stock.linked(datasette, table, column, value)


@hookimpl  # type: ignore[untyped-decorator]
def row_actions(datasette: Any, table: str, row: Any) -> list[dict[str, str]]:
    """Lead from a row to our page about it."""
    return stock.row_links(datasette, table, row)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(view_name: str, request: Any) -> dict[str, str]:
    """Keep what was searched for in the search box of a table, which Datasette 1.0a41 forgets."""
    return {"search": request.args.get("_search", "")} if view_name == "table" and request else {}
