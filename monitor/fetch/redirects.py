"""Redirects: Scrapy's own middleware, with named failures and nothing carried over that should not be."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import redirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from monitor.fetch.failures import FetchError


class RedirectMiddleware:
    """Follows redirects up to REDIRECT_MAX_TIMES; every hop is a new request to all middlewares.

    Args:
        inner: does the work. It is not built by its ``from_crawler``, which would look for a Referer
            middleware and warn that there is none.
    """

    def __init__(self, inner: redirect.RedirectMiddleware) -> None:
        self._inner = inner

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build around Scrapy's middleware."""
        inner = redirect.RedirectMiddleware(crawler.settings)
        inner.crawler = crawler
        return cls(inner)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Give the next request of a redirect, or the answer itself.

        Raises:
            FetchError: ``redirect_loop`` after too many redirects; ``bad_address`` if the target is none.
        """
        if not 300 <= response.status < 400:
            return response
        try:
            result = self._inner.process_response(request, response)
        except IgnoreRequest as error:
            raise FetchError("redirect_loop", request.url) from error
        except ValueError as error:
            raise FetchError("bad_address", f"redirect from {request.url}: {error}") from error
        if isinstance(result, Request):
            # The base copies the slot of the first host, in which the next host would queue.
            result.meta.pop("download_slot", None)
        return result
