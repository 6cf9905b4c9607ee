"""What Datasette's own pages get from us: links to ours, and a login to go to."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from datasette import Response  # type: ignore[import-untyped]  # it ships no types
from markupsafe import Markup

from monitor.browse.address import ROOT
from monitor.browse.gate import NEXT
from monitor.browse.page import NAVIGATION

COLUMNS = {"page_id": "pages/{}", "change_id": "changes/{}", "clinic": "clinics/{}"}
"""Columns of views and queries that lead to a page of ours."""

ROWS = {"changes": ("id", "changes/{}"), "pages": ("id", "pages/{}"), "clinics": ("slug", "clinics/{}")}
"""Tables whose rows have a page of ours, and by which column it is found."""

LOGIN_PLUGIN = "datasette-auth-passwords"


def links(datasette: Any) -> list[dict[str, str]]:
    """Our pages by name."""
    return [{"href": _path(datasette, path), "label": name} for path, name in NAVIGATION]


def linked(datasette: Any, table: str | None, column: str, value: Any) -> Markup | None:
    """A cell as a link to the page of ours about it; None to show it as it is."""
    shape = COLUMNS.get(column)
    if shape is None or value is None or table in ROWS or not str(value).strip():
        return None
    href = _path(datasette, shape.format(quote(str(value), safe="")))
    return Markup('<a href="{}">{}</a>').format(href, value)


def row_links(datasette: Any, table: str, row: Any) -> list[dict[str, str]]:
    """The page of ours about a row."""
    if table not in ROWS:
        return []
    column, shape = ROWS[table]
    value = dict(row).get(column)
    if value is None:
        return []
    return [
        {"href": _path(datasette, shape.format(quote(str(value), safe=""))), "label": "Show it on the desk"}
    ]


def to_login(datasette: Any, request: Any) -> Any:
    """The way to the login, if people log in with a password and this one has not; it leads back."""
    asks_for_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if request.actor or not asks_for_page or not datasette.plugin_config(LOGIN_PLUGIN):
        return None
    answer = Response.redirect(datasette.urls.path("/-/login"))
    wanted = datasette.setting("base_url").rstrip("/") + request.full_path.removeprefix(
        datasette.setting("base_url").rstrip("/")
    )
    answer.set_cookie(NEXT, quote(wanted, safe=""), httponly=True, max_age=600)
    return answer


def _path(datasette: Any, path: str) -> str:
    return str(datasette.urls.path(f"{ROOT}/{path}"))
