"""One page: bytes in, ``Extract`` out. The page is parsed once for everything that is taken from it."""

from __future__ import annotations

from monitor.errors import ExtractionError
from monitor.extract import main_text
from monitor.extract.area import find_area
from monitor.extract.blocks import Block, find_blocks
from monitor.extract.choose import Chosen, choose
from monitor.extract.decode import decode
from monitor.extract.furniture import is_notice, verdict
from monitor.extract.identity import digest, stamp
from monitor.extract.metadata import read_metadata
from monitor.extract.normal import normal_form
from monitor.extract.overlays import drop_overlays
from monitor.extract.parts import Places
from monitor.extract.passages import make_passages
from monitor.extract.pool import Job
from monitor.extract.statements import read_statements
from monitor.extract.tree import Element, drop, parse, strip, strip_spoken
from monitor.records import Extract


def extract_page(
    body: bytes,
    content_type: str,
    url: str,
    ignore: tuple[str, ...],
    known: bytes | None = None,
    *,
    visible: bool = False,
) -> Extract | None:
    """Extract a page, or stop as soon as its fingerprint turns out to be the known one.

    Args:
        body: as received, after content decoding.
        content_type: the header as sent, may be empty.
        url: address of the page.
        ignore: CSS selectors whose elements are dropped first.
        known: fingerprint of an earlier extract with the same stamp.
        visible: give all that can be read on the page too.

    Returns:
        None when the fingerprint equals ``known``.

    Raises:
        ExtractionError: see the package.
    """
    root = parse(decode(body, content_type))
    stated = read_statements(root)
    strip(root)
    mark = digest(root, stated)
    if mark == known:
        return None
    drop(root, ignore)
    strip_spoken(root)
    readable = tuple(normal_form(block.text) for block in find_blocks(root)) if visible else ()
    blocks = drop_overlays(root)
    metadata = read_metadata(root, stated, url, _is_foreign)
    passages = make_passages(_choose(root, url, blocks), metadata)
    if not passages:
        raise ExtractionError("no_text")
    return Extract(metadata, passages, stamp(ignore), mark, readable)


def extract_job(job: Job) -> Extract | None:
    """Extract the page of a job; what the workers of the pool call."""
    return extract_page(job.body, job.content_type, job.url, job.ignore, job.fingerprint, visible=job.visible)


def _choose(root: Element, url: str, blocks: list[Block]) -> list[Chosen]:
    main = main_text.main_blocks(root, url, blocks)
    area = find_area(blocks, main)
    if area is None:
        return [("text", block) for block in main if not is_notice(block.text)]
    return choose(blocks, area, Places(root, area), root, url)


def _is_foreign(element: Element) -> bool:
    """Tell whether an element stands in a comment, a related post, a side bar or the like."""
    line = (element, *element.iterancestors())
    return any(
        verdict(above) == "foreign" for above in line if above.tag not in ("html", "body", "article", "main")
    )
