"""Who may ask: where the site listens, who has to log in there, and what is refused before that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.errors import UsageError

LOOPBACK = "127.0.0.1"

_ACCOUNT = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._@-]{0,63}):(pbkdf2_sha256\$[0-9]{1,8}\$[^$:]{1,100}\$[A-Za-z0-9+/=]{20,200})"
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Access:
    """How the site may be reached.

    Attributes:
        host: the address it listens on.
        accounts: hashes of passwords by name; empty: nobody logs in with one.
        header: the header in which a proxy names who has logged in; empty: none.
        proxy: the address of that proxy, if it is on another machine.
        public_url: where people reach the site; its path is put before all links.
    """

    host: str = LOOPBACK
    accounts: Mapping[str, str] = field(default_factory=dict)
    header: str = ""
    proxy: str = ""
    public_url: str = ""

    @property
    def has_login(self) -> bool:
        """Whether nobody sees anything before logging in."""
        return bool(self.accounts or self.header)

    @property
    def base_url(self) -> str:
        """The path before all paths, with a slash at either end."""
        path = urlsplit(self.public_url).path.strip("/")
        return f"/{path}/" if path else "/"

    @property
    def address(self) -> str:
        """The host as it stands in an address."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def trusts(self, peer: str) -> bool:
        """Whether what a request's headers say about its way here may be believed."""
        return peer == self.proxy or is_loopback(peer)

    def config(self) -> dict[str, Any]:
        """The part of Datasette's configuration that this makes."""
        if not self.has_login:
            return {}
        analysts = {"id": "*"}
        found: dict[str, Any] = {
            "allow": analysts,
            "permissions": {"execute-sql": analysts},
        }
        if self.accounts:
            hashes = {f"{name}_password_hash": value for name, value in self.accounts.items()}
            found["plugins"] = {"datasette-auth-passwords": hashes}
        return found


def is_loopback(host: str) -> bool:
    """Whether an address or name is this machine's own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def checked(access: Access) -> Access:
    """The same, once it is sure that it is safe.

    Raises:
        UsageError: it would show the site to people who have not logged in.
    """
    if access.header and not _HEADER.fullmatch(access.header):
        raise UsageError(f"--login-header {access.header}: no name of a header; give one like X-Remote-User")
    if access.proxy and not access.header:
        raise UsageError("--proxy says whose --login-header is believed; give that, too")
    if access.proxy and not _is_address(access.proxy):
        raise UsageError(f"--proxy {access.proxy}: no IP address; give the one the proxy connects from")
    if is_loopback(access.host):
        return access
    if not access.has_login:
        raise UsageError(
            f"--host {access.host} lets other machines in; give --passwords FILE (made with: "
            "datasette hash-password), or --login-header and --proxy behind a proxy that logs people in"
        )
    if access.header and not access.proxy:
        raise UsageError(
            f"--host {access.host} with --login-header would believe anybody; "
            "name the proxy with --proxy ADDRESS"
        )
    return access


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def read_accounts(path: Path) -> dict[str, str]:
    """Accounts from a file of lines ``name:hash``; empty lines and those that begin with # do not count.

    Raises:
        UsageError: the file cannot be read, has a line of another shape, or names nobody.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"--passwords {path}: {why}") from None
    accounts: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _ACCOUNT.fullmatch(line.strip())
        if found is None or found[1] in accounts:
            wrong = "is no name:hash" if found is None else f"names {found[1]} again"
            raise UsageError(f"{path}:{number}: {wrong}; make the hash with: datasette hash-password")
        accounts[found[1]] = found[2]
    if not accounts:
        raise UsageError(f"{path}: names nobody; write a line name:hash, made with: datasette hash-password")
    return accounts
