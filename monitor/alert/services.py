"""Other ways out: chat rooms, phones and whatever else Apprise knows; an extra that need not be installed."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from monitor.alert.letter import Composed
from monitor.errors import LaterError

LONGEST = 3500
"""Characters of a message: chat rooms take no more, and what is longer is read elsewhere."""

MISSING = "Apprise is not installed, which speaks to services: pip install '.[apprise]'"


def notify(service: str, label: str, composed: Composed) -> None:
    """Tell one service.

    Args:
        service: an address of Apprise, or ``$NAME`` of an environment variable that holds one.
        label: what the service is called in messages; its address holds a key and is never shown.

    Raises:
        LaterError: it was not told, now.
    """
    address = _address(service)
    sender = _apprise().Apprise()
    if not sender.add(address):
        raise LaterError(f"{label}: Apprise does not know this kind of address")
    text = composed.text if len(composed.text) <= LONGEST else composed.text[:LONGEST] + "\n…"
    if not sender.notify(title=composed.subject, body=text, body_format="text"):
        raise LaterError(f"{label}: the service did not take the message")


def _address(service: str) -> str:
    if not service.startswith("$"):
        return service
    found = os.environ.get(service[1:], "")
    if "://" not in found:
        raise LaterError(f"{service}: the environment has no address of a service under this name")
    return found


def _apprise() -> Any:
    try:
        return import_module("apprise")
    except ImportError:
        raise LaterError(MISSING) from None
