"""Serving ``monitor.db`` with Datasette under safe settings; ``archive.db`` is never handed to it."""

from __future__ import annotations

import socket
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from datasette import handle_exception  # type: ignore[import-untyped]  # it ships no types
from datasette.app import Datasette  # type: ignore[import-untyped]  # the same
from datasette.plugins import pm  # type: ignore[import-untyped]  # the same

from monitor.browse import feed
from monitor.errors import UsageError
from monitor.store import reading

HOST = "127.0.0.1"

GRACE_SECONDS = 3
"""How long requests under way may go on after Ctrl-C."""

ABOUT = Path(__file__).with_name("metadata.toml")
"""What the pages say about the tables, and how they show them."""

SETTINGS: dict[str, Any] = {
    # Suggesting facets runs a query per column of a page nobody asked it for: the main cost of big tables.
    "suggest_facets": False,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 2000,
    "allow_download": False,
    "allow_csv_stream": False,
    # One SELECT can ask for gigabytes; the views and tables answer without it.
    "default_allow_sql": False,
    # Nobody logs in, so nobody needs tokens.
    "allow_signed_tokens": False,
    "cache_size_kb": 64_000,
}

STATIC = Path(__file__).with_name("static")


def serve(workspace: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve a workspace on 127.0.0.1 until Ctrl-C or SIGTERM.

    Args:
        workspace: the folder; an empty database is made in it if there is none yet.
        port: on 127.0.0.1.
        announce: told the address when everything is ready to be served.

    Raises:
        UsageError: the port is taken.
        StoreError: the database cannot be opened.
    """
    check_port(port)
    with reading(workspace):
        announce(f"http://{HOST}:{port}/")
    settings = uvicorn.Config(
        application(workspace).app(),
        host=HOST,
        port=port,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with suppress(KeyboardInterrupt):  # the expected end; uvicorn hands it on when it has shut down
        uvicorn.Server(settings).run()


def application(workspace: Path) -> Datasette:
    """Datasette as it is served, for tests as well."""
    # Where rich is installed, Datasette prints a traceback with all local values for every address that
    # does not exist, and answers some of them with 500 because that fails. It can do without rich.
    handle_exception.rich = None
    if not pm.is_registered(feed):
        pm.register(feed, name=feed.__name__)
    about = tomllib.loads(ABOUT.read_text(encoding="utf-8"))
    return Datasette(
        [str(workspace / "monitor.db")],
        settings=SETTINGS,
        metadata=about,
        config={"extra_css_urls": ["/static/monitor.css"]},
        static_mounts=[("static", str(STATIC))],
    )


def check_port(port: int) -> None:
    """See whether the port is free, before anything else is done.

    Raises:
        UsageError: it is not.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"port {port} of {HOST} cannot be used: {error.strerror}; choose another one with --port"
            ) from error
