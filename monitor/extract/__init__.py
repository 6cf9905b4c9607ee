"""Extraction: one response body in, one ``Extract`` out; pure, and run in worker processes (``pool``).

    decode -> tree -> statements -> (fingerprint) -> overlays -> main_text -> blocks -> area -> menus
    -> choose -> passages

trafilatura decides which text is the main text. The passages are read from the page itself, around what
trafilatura kept, so that nothing of the message is lost and the order is the page's own.

Every failure is an :class:`monitor.errors.ExtractionError` with one of these reasons:

    too_large           more than 5 MB
    empty               no body, or white space only
    not_html            another media type, binary data, or no markup
    truncated           the page ends within a tag
    too_deep            more than 255 nested elements
    no_text             no main text found
    bad_selector        a CSS selector of ``ignore`` cannot be read
    extractor_timeout   the page took longer than the pool allows
    extractor_crash     the worker process died, ran out of memory or raised something unforeseen
    extractor_closed    the pool was closed before the page was extracted
"""

from __future__ import annotations

from monitor.extract.identity import fingerprint, stamp
from monitor.extract.normal import normal_form
from monitor.records import Extract

__all__ = ["fingerprint", "normal_form", "read", "stamp"]


def read(body: bytes, content_type: str, url: str, ignore: tuple[str, ...]) -> Extract:
    """Extract one page in this process.

    Args:
        body: as received, after content decoding; at most 5 MB.
        content_type: the header as sent, may be empty.
        url: address of the page.
        ignore: CSS selectors whose elements are dropped before anything is extracted.

    Raises:
        ExtractionError: see above.
    """
    # trafilatura takes half a second to import; the crawl process imports this package and never needs it.
    from monitor.extract.page import extract_page

    extract = extract_page(body, content_type, url, ignore)
    assert extract is not None, "without a known fingerprint there is always an extract"
    return extract
