"""Content-Encoding, undone strictly and within bounds.

Scrapy's own middleware hands on as much as it could decompress. Here half a page would look like an edit,
so a stream without its end is an error, as is anything that was not asked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Final, Self

import brotli  # type: ignore[import-untyped]  # the package has neither annotations nor stubs
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from monitor.fetch.failures import FetchError

ACCEPTED: Final = "gzip, br"
"""What the Accept-Encoding header offers. Every server has gzip; fewer decoders mean fewer risks."""

_MAX_LAYERS = 2  # a server behind a proxy compresses twice at times; more is an attack
_GZIP_WINDOW = 16 + zlib.MAX_WBITS  # 16 asks zlib for the gzip format
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 65_536


class DecodingMiddleware:
    """Replaces the body of a compressed answer.

    Args:
        limit: largest body in bytes after decompression; ``meta["download_maxsize"]`` overrides it.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the limit from DOWNLOAD_MAXSIZE."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the answer as it was before compression.

        Raises:
            FetchError: ``too_large``, ``truncated`` or ``bad_encoding``.
        """
        if b"Content-Encoding" not in response.headers:
            return response
        header = b",".join(response.headers.getlist(b"Content-Encoding")).decode("latin-1")
        del response.headers[b"Content-Encoding"]
        if not response.body:
            return response
        limit = request.meta.get("download_maxsize", self._limit)
        return response.replace(body=decode(response.body, header, limit))


def decode(body: bytes, header: str, limit: int) -> bytes:
    """Undo the encodings of a Content-Encoding header, the last applied first.

    Args:
        body: as received.
        header: such as ``gzip`` or ``gzip, br``.
        limit: largest size in bytes at any step.

    Raises:
        FetchError: ``too_large``, ``truncated`` or ``bad_encoding``.
    """
    names = [name for name in (part.strip().lower() for part in header.split(",")) if name]
    names = [name for name in names if name != "identity"]
    if len(names) > _MAX_LAYERS:
        raise FetchError("bad_encoding", f"{len(names)} encodings on top of each other")
    for name in reversed(names):
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise FetchError("bad_encoding", name[:40])
        body = decoder(body, limit)
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    """Decompress all members of a gzip stream; what follows the last one is ignored, as browsers do."""
    pieces: list[bytes] = []
    size = 0
    while True:
        decompressor = zlib.decompressobj(_GZIP_WINDOW)
        try:
            pieces.append(decompressor.decompress(body, limit + 1 - size))
        except zlib.error as error:
            raise FetchError("bad_encoding", f"gzip: {error}") from error
        size += len(pieces[-1])
        if size > limit:
            raise FetchError("too_large", f"over {limit} bytes after gzip")
        if not decompressor.eof:
            raise FetchError("truncated", "gzip stream without an end")
        body = decompressor.unused_data
        if not body.startswith(_GZIP_MAGIC):
            return b"".join(pieces)


def _unbrotli(body: bytes, limit: int) -> bytes:
    decompressor = brotli.Decompressor()
    output = bytearray()
    try:
        piece = decompressor.process(body, output_buffer_limit=_CHUNK)
        while piece and len(output) <= limit:
            output += piece
            piece = (
                b"" if decompressor.is_finished() else decompressor.process(b"", output_buffer_limit=_CHUNK)
            )
    except brotli.error as error:
        raise FetchError("bad_encoding", "br") from error
    if len(output) > limit:
        raise FetchError("too_large", f"over {limit} bytes after br")
    if not decompressor.is_finished():
        raise FetchError("truncated", "br stream without an end")
    return bytes(output)


_DECODERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "br": _unbrotli,
}
