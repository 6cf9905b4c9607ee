"""Why a request came to nothing: one slug for each cause, stored with the visit and counted.

======================  ==========================================================================
``private_address``     the host is, or resolves to, an address that is not public
``bad_address``         the address cannot be asked for (host name too long, not http or https)
``robots_forbidden``    robots.txt forbids this address
``robots_unreachable``  robots.txt could not be read, so nothing may be fetched from this host now
``crawl_delay``         robots.txt asks for a pause longer than a crawl can wait
``refused``             the host said 403 or 429 several times in a row; left alone for this crawl
``host_backing_off``    the host asked for more patience than one crawl has
``host_failing``        several attempts in a row failed; the host is left alone for this crawl
``stopped``             the crawl was told to stop while the request waited for its turn
``redirect_loop``       too many redirects
``timeout``             no complete answer in time
``dns``                 the host name is not known
``refused_connection``  nobody listens there
``tls``                 no trusted encrypted connection (certificate, protocol)
``too_large``           the body is over the limit, before or after decompression
``truncated``           the answer ended early
``bad_encoding``        Content-Encoding unknown, or not what the body is
``bad_response``        not an HTTP answer
``network``             the connection broke
``unexpected``          a fault of this program; the log has the traceback
======================  ==========================================================================
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet import error as network
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed

from monitor.errors import SkipError
from monitor.records import Outcome

logger = logging.getLogger(__name__)


class FetchError(SkipError, IgnoreRequest):
    """A request given up on purpose, with a named reason; Scrapy neither retries nor logs it."""


HOST_REASONS: Final = frozenset(
    {"private_address", "bad_address", "dns", "tls", "refused", "host_backing_off", "host_failing", "stopped"}
)
"""Reasons that hold for a host as a whole and say more than that its robots.txt cannot be read."""

HOST_FAILURES: Final = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    network.ConnectError,
    network.ConnectionClosed,
)
"""Exceptions that say something about the host rather than about one page of it."""

DOWNLOAD_ERRORS: Final = (
    IgnoreRequest,
    *HOST_FAILURES,
    DownloadCancelledError,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
"""Everything that a download is known to end with when it does not end with an answer."""

# The first class that fits gives the reason, so subclasses stand before their bases.
_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (DownloadTimeoutError, "timeout"),
    (network.TimeoutError, "timeout"),
    (network.TCPTimedOutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (network.DNSLookupError, "dns"),
    (DownloadConnectionRefusedError, "refused_connection"),
    (network.ConnectionRefusedError, "refused_connection"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_large"),
    (UnsupportedURLSchemeError, "bad_address"),
    (NotSupported, "bad_address"),
    (SSL.Error, "tls"),
    (VerificationError, "tls"),
    (ParseError, "bad_response"),
    (DownloadFailedError, "network"),
    (ResponseFailed, "network"),
    (network.ConnectError, "network"),
    (network.ConnectionClosed, "network"),
    (OSError, "network"),
)

_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "refused": "blocked",
    "host_backing_off": "blocked",
    "robots_forbidden": "skipped",
    "crawl_delay": "skipped",
    "stopped": "skipped",
}


def failure_reason(failure: Failure | BaseException) -> str:
    """Name why a request failed.

    Args:
        failure: what a Scrapy errback is given, or the exception itself.
    """
    error = failure.value if isinstance(failure, Failure) else failure
    if isinstance(error, SkipError):
        return error.reason
    inner = error.__cause__ if isinstance(error, DownloadFailedError) else None
    reason = _inner_reason(inner) or _class_reason(error)
    if not reason:
        logger.error("Unexpected failure of a download", exc_info=error)
    return reason or "unexpected"


def failure_outcome(reason: str) -> Outcome:
    """Say how a visit that failed for ``reason`` is recorded.

    ``blocked`` is for sites that say no, ``skipped`` for pages that nobody tried to fetch, on purpose.
    """
    return _OUTCOMES.get(reason, "error")


def _inner_reason(cause: BaseException | None) -> str:
    """Look for more than "the connection broke" among the failures that Twisted collects."""
    reasons = cause.reasons if isinstance(cause, ResponseFailed) else ()
    named = (_class_reason(reason.value) for reason in reasons)
    return next((name for name in named if name not in ("", "network")), "")


def _class_reason(error: BaseException | None) -> str:
    return next((name for kind, name in _REASONS if isinstance(error, kind)), "")
