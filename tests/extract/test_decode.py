"""Bytes to text: encodings as a browser reads them, and refusals by name."""

import pytest

from monitor.errors import ExtractionError
from monitor.extract.decode import MAX_BYTES, decode

PAGE = "<html><body><p>Café – “70 %” for £5</p></body></html>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (PAGE.encode(), "text/html; charset=utf-8"),
        (PAGE.encode(), "text/html"),
        (PAGE.encode(), ""),
        (b"\xef\xbb\xbf" + PAGE.encode(), "text/html; charset=iso-8859-1"),
        (PAGE.encode(), "text/html; charset=iso-8859-1"),
        (PAGE.encode(), "text/html; charset=windows-1252"),
        (PAGE.encode(), "text/html; charset=us-ascii"),
        (PAGE.encode(), "text/html; charset=windows-1251"),
        (PAGE.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (PAGE.encode("cp1252"), "text/html; charset=windows-1252"),
        (PAGE.encode("cp1252"), "text/html"),
        (PAGE.encode("utf-16"), "text/html"),
        (PAGE.encode(), 'text/html; charset="UTF8"'),
        (PAGE.encode(), "text/html; charset=zip"),
        (PAGE.encode(), "text/html; charset=no-such-thing"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + PAGE.encode(), "application/xhtml+xml"),
    ],
)
def test_text_is_read_whatever_the_encoding(body: bytes, content_type: str) -> None:
    """Byte order mark, header, or the look of the bytes decide."""
    assert decode(body, content_type).endswith(PAGE)


def test_charset_declared_in_the_page_counts_when_the_header_is_silent() -> None:
    """A meta element decides between encodings that the bytes alone cannot tell apart."""
    page = '<html><head><meta charset="windows-1251"></head><body>Цена</body></html>'
    assert "Цена" in decode(page.encode("cp1251"), "text/html")
    old = page.replace(
        'charset="windows-1251"', 'http-equiv="Content-Type" content="text/html; charset=cp1251"'
    )
    assert "Цена" in decode(old.encode("cp1251"), "text/html")


def test_a_declared_charset_that_the_bytes_contradict_is_not_believed() -> None:
    """Whether a server or a page says latin-1 of UTF-8, or nothing, the text is the same."""
    page = '<html><head><meta charset="iso-8859-1"></head><body>Café – “70 %”</body></html>'
    assert "Café – “70 %”" in decode(page.encode(), "text/html")
    assert "Café – “70 %”" in decode(page.encode("cp1252"), "text/html")


def test_a_body_that_breaks_off_within_a_letter_is_still_utf_8() -> None:
    """The last byte of a body that was cut off does not turn every accent into two letters."""
    cut = "<p>Café for £5</p><p>café".encode()[:-1]
    assert decode(cut, "text/html").startswith("<p>Café for £5</p>")
    assert decode(cut, "text/html; charset=latin-1").startswith("<p>Café for £5</p>")


@pytest.mark.parametrize(
    "end", ["<", "</", "<p", "</p", '<a href="/book', "<script>if (a<b", "<img src='a.jpg' alt="]
)
def test_a_page_that_ends_within_a_tag_is_refused(end: str) -> None:
    """What broke off on the way is not the page, wherever it broke."""
    with pytest.raises(ExtractionError) as caught:
        decode(PAGE.removesuffix("</html>").encode() + end.encode(), "text/html")
    assert caught.value.reason == "truncated"


@pytest.mark.parametrize("end", ["", "</html>\n", " 3 < 4", "<3", "<!-- cached -->", "a > b"])
def test_a_page_that_ends_between_tags_is_read(end: str) -> None:
    """Closing tags may be left out, and a sign of comparison is no tag."""
    assert decode(PAGE.removesuffix("</html>").encode() + end.encode(), "text/html").endswith(end)


def test_broken_bytes_become_replacement_characters() -> None:
    """A page that is not what it says is still read."""
    assert "a\ufffdb" in decode(b"<p>a\xffb</p>", "text/html; charset=utf-8")


def test_control_characters_go() -> None:
    """No control character reaches the parser or a terminal."""
    assert decode(b"<p>a\x01\x1bb\x7f</p>", "text/html") == "<p>ab</p>"


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b" \n\t ", "text/html", "empty"),
        (b"\xef\xbb\xbf", "text/html", "empty"),
        (b"%PDF-1.7 <a>", "text/html", "not_html"),
        (b"\x89PNG\r\n\x1a\n<a>", "", "not_html"),
        (b"\xff\xd8\xff\xe0<a>", "", "not_html"),
        (b"<p>x</p>", "application/pdf", "not_html"),
        (b"<p>x</p>", "image/svg+xml", "not_html"),
        (b'{"a": 1}', "application/json", "not_html"),
        (b'{"a": 1}', "text/html", "not_html"),
        (b"just words", "text/plain", "not_html"),
        (b"<p>\x00\x00\x01binary", "text/html", "not_html"),
        (b"<p>" + b"x" * MAX_BYTES, "text/html", "too_large"),
    ],
)
def test_what_is_no_page_is_refused_by_name(body: bytes, content_type: str, reason: str) -> None:
    """Every refusal is an ExtractionError with a slug."""
    with pytest.raises(ExtractionError) as caught:
        decode(body, content_type)
    assert caught.value.reason == reason
