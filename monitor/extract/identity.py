"""Stamp and fingerprint: whether two extracts can be compared, and whether a page needs extraction at all."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version

from monitor.extract.decode import decode
from monitor.extract.statements import Statements, read_statements
from monitor.extract.tree import Element, parse, strip

# Raised with every change to this package that can change what is extracted from the same bytes.
RULES = 3


@lru_cache(maxsize=256)
def stamp(ignore: tuple[str, ...]) -> str:
    """Return the name of the extractor with its settings; only extracts of one stamp are compared.

    Args:
        ignore: CSS selectors of the watch list; their order does not matter.
    """
    settings = blake2b("\n".join(sorted(set(ignore))).encode(), digest_size=4).hexdigest()
    return f"trafilatura {version('trafilatura')} / passages {RULES} / {settings}"


def fingerprint(body: bytes, content_type: str) -> bytes:
    """Return 16 bytes over the visible text and the statements of a page.

    Scripts, styles, comments, hidden inputs, class names, nonces and addresses of assets do not count.
    Equal fingerprints mean the same texts in the same order, so :func:`monitor.extract.read` gives the same.

    Raises:
        ExtractionError: as ``read`` does for input that cannot be parsed.
    """
    root = parse(decode(body, content_type))
    stated = read_statements(root)
    strip(root)
    return digest(root, stated)


def digest(root: Element, stated: Statements) -> bytes:
    """Return the fingerprint of a parsed and stripped page."""
    # Border of a text node: without it, moving a word across an element's border would not show.
    pieces = ("".join((" ".join(text.split()), "\x1f")) for text in root.itertext() if not text.isspace())
    parts = (repr(stated), "\x1e", *pieces)
    return blake2b("".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
