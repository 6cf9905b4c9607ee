"""The cheap parse that decides whether a page is extracted at all."""

import pytest

from monitor.errors import ExtractionError
from monitor.extract import fingerprint
from tests.extract.pages import TEXT, extract, page
from tests.extract.test_cases import CASES, extract_case

HTML = "text/html; charset=utf-8"


def mark(body: str = TEXT, head: str = "", tail: str = "") -> bytes:
    """Fingerprint a small page."""
    return fingerprint(page(body, head, tail), HTML)


@pytest.mark.parametrize(
    "noise",
    [
        "<script>var t = 17;</script>",
        "<style>.a{color:red}</style>",
        "<!-- cached at 12:01 -->",
        "<input type='hidden' name='nonce' value='a1b2'>",
        "<img src='/a.jpg?v=2'>",
        "<noscript><img src='/pixel?r=3'></noscript>",
        "<template><p>x</p></template>",
        "<iframe src='/x?1'></iframe>",
        "  \n\n ",
    ],
)
def test_what_no_reader_sees_does_not_count(noise: str) -> None:
    """Scripts, styles, comments, hidden inputs and assets leave the fingerprint as it is."""
    assert mark(TEXT + noise) == mark()


def test_attributes_do_not_count() -> None:
    """Class names, nonces and versions of assets may change."""
    assert mark("<p class='a' data-nonce='1'>x</p>") == mark("<p class='b' data-nonce='2'>x</p>")


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("<meta name='description' content='new'>", ""),
        ("<meta property='og:title' content='new'>", ""),
        ("<meta name='robots' content='noindex'>", ""),
        ("<link rel='canonical' href='/new'>", ""),
        ("<meta property='article:modified_time' content='2024-01-01'>", ""),
        ("<meta property='article:published_time' content='2024-01-01'>", ""),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2024-01-01"}</script>', ""),
        ('<script type="application/ld+json">{"@type":"Article","headline":"New"}</script>', ""),
        ('<script type="application/ld+json">{"@type":"Article","author":{"name":"Ana"}}</script>', ""),
        ("", "<button>Book</button>"),
        ("", "<div hidden><p>panel</p></div>"),
        ("", "<figcaption>caption</figcaption>"),
        ("", "<h4>heading</h4>"),
        ("", "<time datetime='2024-01-01'></time>"),
        ("", "<li>item</li>"),
    ],
)
def test_everything_an_extract_is_made_of_counts(head: str, tail: str) -> None:
    """Statements, button labels, hidden panels, captions and headings are all in it."""
    assert mark(head=head, tail=tail) != mark()


def test_moving_a_word_over_a_border_counts() -> None:
    """Text nodes are told apart, so that two paragraphs never look like one."""
    assert mark("<p>one two</p><p>three</p>") != mark("<p>one</p><p>two three</p>")
    assert mark("<p>ab</p>") != mark("<p>a</p><p>b</p>")


def test_equal_fingerprints_mean_equal_extracts() -> None:
    """Pages that differ in noise only have one fingerprint, and then one extract."""
    noisy = TEXT.replace("<p>", "<p data-v='9'>") + "<script>1</script>"
    assert mark(noisy) == mark()
    assert extract(noisy) == extract()


def test_case_pages_differ() -> None:
    """No two of the case pages share a fingerprint; each has sixteen bytes."""
    marks = {extract_case(case).fingerprint for case in CASES}
    assert len(marks) == len(CASES)
    assert {len(m) for m in marks} == {16}


def test_refusals_are_those_of_extraction() -> None:
    """Input that cannot be read is refused with the same reasons."""
    for body, reason in ((b"", "empty"), (b"%PDF-1.7", "not_html"), (b"<div>" * 500, "too_deep")):
        with pytest.raises(ExtractionError) as caught:
            fingerprint(body, HTML)
        assert caught.value.reason == reason
