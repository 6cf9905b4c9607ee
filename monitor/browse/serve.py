"""Serving ``monitor.db`` with Datasette under safe settings; ``archive.db`` is never handed to it."""

from __future__ import annotations

import os
import socket
import sys
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import datasette_auth_passwords  # type: ignore[import-untyped]  # it ships no types
import uvicorn
from datasette import handle_exception  # type: ignore[import-untyped]  # the same
from datasette.app import Datasette  # type: ignore[import-untyped]  # the same
from datasette.plugins import pm  # type: ignore[import-untyped]  # the same

from monitor.browse import feed
from monitor.browse.access import LOOPBACK, Access
from monitor.errors import UsageError
from monitor.store import QUERIES, reading

ONLY_HERE = Access()
"""On 127.0.0.1, where whoever may use this machine may look."""

GRACE_SECONDS = 3
"""How long requests under way may go on after Ctrl-C."""

ABOUT = Path(__file__).with_name("metadata.toml")
"""What the pages say about the tables, and how they show them."""

# All of a table as CSV, and SQL (one SELECT can ask for gigabytes) are for those who logged in.
SETTINGS: dict[str, Any] = {
    # Suggesting facets runs a query per column of a page nobody asked it for: the main cost of big tables.
    "suggest_facets": False,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 2000,
    "allow_download": False,
    # Nobody writes through Datasette, so nobody needs tokens.
    "allow_signed_tokens": False,
    "cache_size_kb": 64_000,
}

STATIC = Path(__file__).with_name("static")


def serve(workspace: Path, port: int, announce: Callable[[str], None], access: Access = ONLY_HERE) -> None:
    """Serve a workspace until Ctrl-C or SIGTERM.

    Args:
        workspace: the folder; an empty database is made in it if there is none yet.
        port: where to listen.
        announce: told the address when everything is ready to be served.
        access: where to listen, and who may ask; checked already.

    Raises:
        UsageError: the port is taken, or the address is none of this machine's.
        StoreError: the database cannot be opened.
    """
    check_port(port, access.host)
    with reading(workspace):
        announce(f"http://{access.address}:{port}{access.base_url}-/monitor")
    settings = uvicorn.Config(
        application(workspace, access).app(),
        host=access.host,
        port=port,
        log_level="warning",
        lifespan="on",
        proxy_headers=False,  # the gate knows whom to believe
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with suppress(KeyboardInterrupt):  # the expected end; uvicorn hands it on when it has shut down
        uvicorn.Server(settings).run()


def application(workspace: Path, access: Access = ONLY_HERE) -> Datasette:
    """Datasette as it is served, for tests as well."""
    # Where rich is installed, Datasette prints a traceback with all local values for every address that
    # does not exist, and answers some of them with 500 because that fails. It can do without rich.
    handle_exception.rich = None
    _use_plugins(access)
    datasette = Datasette(
        [str(workspace / "monitor.db")],
        settings={
            **SETTINGS,
            "base_url": access.base_url,
            "allow_csv_stream": access.has_login,
            "default_allow_sql": access.has_login,
        },
        metadata=tomllib.loads(ABOUT.read_text(encoding="utf-8")),
        config={
            "extra_css_urls": ["/static/monitor.css"],
            # The readers' addresses are nobody's business who reads about clinics.
            "databases": {"monitor": {"queries": QUERIES, "tables": {"recipients": {"allow": False}}}},
            **access.config(),
        },
        static_mounts=[("static", str(STATIC))],
        default_deny=access.has_login,
        secret=os.environ.get("DATASETTE_SECRET"),
    )
    datasette.monitor_access = access
    return datasette


def _use_plugins(access: Access) -> None:
    """Our hooks, and those of the login only where there is one."""
    package = sys.modules[__package__]
    if not pm.is_registered(package):
        pm.register(package, __package__)
    if not pm.is_registered(feed):
        pm.register(feed, feed.__name__)
    if not access.accounts and pm.is_registered(datasette_auth_passwords):
        pm.unregister(datasette_auth_passwords)
    if access.accounts and not pm.is_registered(datasette_auth_passwords):
        pm.register(datasette_auth_passwords, "datasette_auth_passwords")


def check_port(port: int, host: str = LOOPBACK) -> None:
    """See whether the port is free, before anything else is done.

    Raises:
        UsageError: it is not.
    """
    try:
        [(family, kind, _, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(
            f"port {port} of {host} cannot be used: {error.strerror}; choose another one with --port"
        ) from error
