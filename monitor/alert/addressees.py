"""Who is told: every address and every service of every subscription, under a name that may be stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from monitor.config import Alerts, Subscription


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient of one subscription.

    Attributes:
        label: an e-mail address, or a name for a service that gives nothing of its key away.
        service: an address of Apprise, or the name of an environment variable with ``$``; None: e-mail.
    """

    subscription: Subscription
    label: str
    service: str | None = None


def addressees(alerts: Alerts) -> Iterator[Addressee]:
    """Everyone who is told."""
    for subscription in alerts.subscriptions:
        for address in subscription.to:
            yield Addressee(subscription, address)
        for service in subscription.notify:
            yield Addressee(subscription, _label(service), service)


def _label(service: str) -> str:
    if service.startswith("$"):
        return service
    key = blake2b(service.encode(), digest_size=4).hexdigest()
    return f"{service.partition('://')[0]} {key}"
