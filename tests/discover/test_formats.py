"""Recognition by content, and decompression within bounds."""

from __future__ import annotations

import gzip
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discover import formats
from monitor.errors import SourceError


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"<rss version='2.0'>", "feed"),
        (b"\n\n<?xml version='1.0'?><!-- made <b>here</b> --><rss>", "feed"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<feed\nxmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'>", "feed"),
        (b"<atom:feed xmlns:atom='x'>", "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><urlset>".encode("utf-16"), "sitemap"),
        (b"<?xml version='1.0'?><?xml-stylesheet href='a>b.xsl'?><sm:urlset xmlns:sm='x'>", "sitemap"),
        (b"<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset>", "sitemap"),
        (b"<sitemapindex/>", "sitemap"),
        (b'{"version": "1"}', "json"),
        (b" [1]", "json"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'a' 'b'><html>", "html"),
        (b"<div>", "html"),
        (b"", "other"),
        (b"   ", "other"),
        (b"plain words", "other"),
        (b"<!-- never closed", "other"),
        (b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 1_000 + b"]><rss>", "other"),
        (bytes(range(128, 256)), "other"),
    ],
)
def test_format_is_told_by_content(body: bytes, form: str) -> None:
    """The first element or character decides, whatever stands before it."""
    assert formats.recognise(body) == form


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>?!-[]xml:rs ", max_size=60).map(str.encode)))
def test_recognise_never_fails(body: bytes) -> None:
    """Any bytes have a format."""
    assert formats.recognise(body) in ("feed", "sitemap", "json", "html", "other")


def test_gzip_files_are_unpacked() -> None:
    """A gzip file gives its content, also one that was cut off; other bodies pass."""
    packed = gzip.compress(b"<urlset>" + bytes(5_000), mtime=0)
    assert formats.unpack(packed) == b"<urlset>" + bytes(5_000)
    assert b"<urlset>".startswith(formats.unpack(packed[:20])[:8])
    assert formats.unpack(b"<urlset>") == b"<urlset>"


def test_gzip_bomb_is_refused_within_its_bound() -> None:
    """A hundred megabytes in a few kilobytes are refused without being unpacked whole."""
    bomb = gzip.compress(bytes(100_000_000), mtime=0)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as refused:
            formats.unpack(bomb)
        assert tracemalloc.get_traced_memory()[1] < 2.5 * formats.LARGEST
    finally:
        tracemalloc.stop()
    assert refused.value.reason == "too_large"


def test_broken_gzip_is_refused() -> None:
    """Bytes that only begin like a gzip file are refused by name."""
    with pytest.raises(SourceError) as refused:
        formats.unpack(b"\x1f\x8bnothing of the kind")
    assert refused.value.reason == "bad_gzip"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nothing", b"\xff\xfe\xfd", b"[" * 200_000, b'{"a":' * 200_000, b"1" * 100_000],
    ids=["empty", "open", "words", "bytes", "deep-list", "deep-object", "long-number"],
)
def test_json_that_cannot_be_read_is_refused(body: bytes) -> None:
    """Broken, bottomless and endless JSON is refused by name, quickly."""
    began = time.process_time()
    with pytest.raises(SourceError) as refused:
        formats.load_json(body)
    assert refused.value.reason == "not_json"
    assert time.process_time() - began < 10
