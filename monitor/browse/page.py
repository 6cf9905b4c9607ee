"""What all our pages share: who may see them, where they read, how they are rendered, what a browser may do.

A page is a function that reads (in a thread, over a connection that only reads) and says what to show.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from datasette import Forbidden, NotFound, Response  # type: ignore[import-untyped]  # it ships no types
from datasette.resources import DatabaseResource  # type: ignore[import-untyped]  # the same
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.browse import wording
from monitor.browse.address import ROOT, Address
from monitor.browse.configured import Configured, configured
from monitor.browse.marks import NAMES, inline
from monitor.diff.printable import cell, printable
from monitor.errors import StoreError, UsageError

DATABASE = "monitor"

POLICY = "; ".join((
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "frame-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
"""What a browser may do on our pages: nothing from elsewhere, and nothing written into the page."""

FRAME_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
"""What a browser may do with an archived page: show its text."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-dns-prefetch-control": "off",
    "cache-control": "private",
}

NAVIGATION = (
    ("changes", "What is new"),
    ("clinics", "Clinics"),
    ("claims", "Claims and themes"),
    ("red-flags", "Red flags"),
    ("borrowed", "Borrowed passages"),
    ("search", "Search"),
    ("health", "Health"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, free of Datasette.

    Attributes:
        address: of the page, without the ending of its format.
        path: what the address's pattern found, such as the page's number.
        workspace: the folder with the databases.
    """

    address: Address
    path: dict[str, str]
    workspace: Path
    now: datetime

    @property
    def configured(self) -> Configured:
        """What the files of the workspace say."""
        return configured(self.workspace)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows.

    Attributes:
        template: its name in ``templates/desk``.
        rows: the same as a table, for JSON and CSV; None where the page is no list.
        redirect: another address to go to in its place.
        frame: HTML from elsewhere, made harmless, to be shown in a frame of one of our pages.
    """

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] | None = None
    redirect: Address | None = None
    frame: str | None = None


Reader = Callable[[sqlite3.Connection, Asked], Shown]
View = Callable[[Any, Any], Awaitable[Any]]


def view(read: Reader) -> View:
    """A page as Datasette calls it."""

    async def handle(datasette: Any, request: Any) -> Any:
        await allow(datasette, request)
        asked = _asked(datasette, request)
        ending = request.url_vars.get("ending") or ""
        database = datasette.get_database(DATABASE)
        about = {"actor": request.actor, "can_log_out": bool(request.actor and "ds_actor" in request.cookies)}
        try:
            return await database.execute_fn(
                lambda connection: _answer(connection, asked, read, ending, about)
            )
        except UsageError as error:
            return _page(
                "problem.html", {"title": "That cannot be shown", "problem": error}, asked, about, 400
            )
        except StoreError as error:
            return _page(
                "problem.html", {"title": "That cannot be read", "problem": error}, asked, about, 503
            )
        except NotFound as error:
            return _page("problem.html", {"title": "Not found", "problem": error}, asked, about, 404)

    return handle


async def allow(datasette: Any, request: Any) -> None:
    """Let through whoever may see the database.

    Raises:
        Forbidden: this one may not; Datasette answers with the login or with 403.
    """
    resource = DatabaseResource(DATABASE)
    if not await datasette.allowed(action="view-database", resource=resource, actor=request.actor):
        raise Forbidden("view-database")


def workspace_of(datasette: Any) -> Path:
    """The folder of the database that is served."""
    return Path(datasette.get_database(DATABASE).path).parent


def _asked(datasette: Any, request: Any) -> Asked:
    ending = request.url_vars.get("ending") or ""
    prefix = datasette.setting("base_url").rstrip("/")
    path = request.path.removeprefix(prefix).removesuffix(f".{ending}" if ending else "")
    arguments = tuple(parse_qsl(request.query_string, keep_blank_values=False, max_num_fields=400))
    address = Address(prefix, path, tuple(pair for pair in arguments if pair[1].strip()))
    return Asked(address, dict(request.url_vars), workspace_of(datasette), wording.now())


def _answer(
    connection: sqlite3.Connection, asked: Asked, read: Reader, ending: str, about: dict[str, Any]
) -> Any:
    shown = read(connection, asked)
    if shown.redirect is not None:
        return Response.redirect(str(shown.redirect))
    if shown.frame is not None:
        return Response.html(shown.frame, headers={**HEADERS, "content-security-policy": FRAME_POLICY})
    if not ending:
        return _page(shown.template, {**shown.context, "is_list": shown.rows is not None}, asked, about, 200)
    if shown.rows is None:
        raise NotFound("This page is no list; it has no JSON or CSV.")
    if ending == "json":
        body = json.dumps(shown.rows, ensure_ascii=False, indent=1)
        return Response(body, content_type="application/json; charset=utf-8", headers=dict(HEADERS))
    name = asked.address.path.rpartition("/")[2]
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(_csv(shown.rows), content_type="text/csv; charset=utf-8", headers=headers)


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    """A table with a head; nothing in it is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for place, row in enumerate(rows):
        if place == 0:
            writer.writerow(row)
        writer.writerow([cell(value) for value in row.values()])
    return text.getvalue()


# --- rendering -----------------------------------------------------------------------------------


def _page(template: str, context: dict[str, Any], asked: Asked, about: dict[str, Any], status: int) -> Any:
    body = (
        environment()
        .get_template(template)
        .render(
            **{"is_list": False, **about, **context},
            here=asked.address,
            called=asked.configured.titles.called,
            section=asked.address.path.removeprefix(ROOT).strip("/").partition("/")[0],
            navigation=NAVIGATION,
        )
    )
    return Response.html(body, status=status, headers=dict(HEADERS))


@cache
def environment() -> Environment:
    """Templates: everything is escaped, a name that is not there is an error, and no text turns the page."""
    made = Environment(
        loader=PackageLoader("monitor.browse", "templates/desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    made.globals |= {"explained": wording.EXPLAINED, "inline": inline, "mention_names": NAMES}
    for name in ("kind", "signal", "operation", "part", "state", "matter"):
        made.filters[name] = wording.name_of(name)
    for function in (
        wording.spelled, wording.number, wording.counted, wording.size, wording.day, wording.moment,
        wording.claimed, web_address,
    ):  # fmt: skip
        made.filters[function.__name__] = function
    return made


def web_address(text: str) -> str:
    """A link to the web; whatever is no such address leads nowhere."""
    return text if text.startswith(("https://", "http://")) else "about:blank"


def _harmless(value: Any) -> Any:
    """What an expression of a template comes to; strings that are no markup lose their control characters."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
