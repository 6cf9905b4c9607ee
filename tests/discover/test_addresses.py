"""Cleaning of addresses, identity of pages, and what a site is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.discover import addresses

BASE = "https://larkmoor.example/blog/index/"


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("HTTPS://WWW.Larkmoor.Example/Blog", "https://www.larkmoor.example/Blog"),
        ("https://larkmoor.example", "https://larkmoor.example/"),
        ("https://larkmoor.example:443/a", "https://larkmoor.example/a"),
        ("http://larkmoor.example:80/a", "http://larkmoor.example/a"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/a"),
        ("https://larkmoor.example./a", "https://larkmoor.example/a"),
        ("https://larkmoor.example/a#top", "https://larkmoor.example/a"),
        ("  https://larkmoor.example/a\n", "https://larkmoor.example/a"),
        ("https://larkmoor.example//a///b", "https://larkmoor.example/a/b"),
        ("https://larkmoor.example/a/../b/./c/..", "https://larkmoor.example/b/"),
        ("https://larkmoor.example/../../a", "https://larkmoor.example/a"),
        ("https://larkmoor.example/a/%2e%2E/b", "https://larkmoor.example/b"),
        ("https://larkmoor.example/index.html", "https://larkmoor.example/"),
        ("https://larkmoor.example/a/Index.PHP?p=3", "https://larkmoor.example/a/?p=3"),
        ("https://larkmoor.example/a/amp/", "https://larkmoor.example/a/"),
        ("https://larkmoor.example/a/amp", "https://larkmoor.example/a"),
        ("https://larkmoor.example/amp", "https://larkmoor.example/amp"),
        ("https://larkmoor.example/a?amp", "https://larkmoor.example/a"),
        ("https://larkmoor.example/a?amp=1&print=1", "https://larkmoor.example/a"),
        ("https://larkmoor.example/a/?replytocom=77#respond", "https://larkmoor.example/a/"),
        ("https://larkmoor.example/%7Enora/caf%c3%a9", "https://larkmoor.example/~nora/caf%C3%A9"),
        ("https://larkmoor.example/café au lait", "https://larkmoor.example/caf%C3%A9%20au%20lait"),
        ("https://larkmoor.example/100%", "https://larkmoor.example/100%25"),
        ("https://larkmoor.example/a%2Fb", "https://larkmoor.example/a%2Fb"),
        ("https://larkmoor.example/a?b=2&a=1&b=1", "https://larkmoor.example/a?a=1&b=2&b=1"),
        ("https://larkmoor.example/?p=12&&", "https://larkmoor.example/?p=12"),
        ("https://larkmoor.example/a?", "https://larkmoor.example/a"),
        ("https://larkmoor.example/a?UTM_Source=x&%75tm_medium=y&q=1", "https://larkmoor.example/a?q=1"),
        (
            "https://larkmoor.example/a?fbclid=1&gclid=2&_hsenc=3&hsCtaTracking=4&ref=5",
            "https://larkmoor.example/a",
        ),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://[2001:DB8::0:1]:8443/a", "https://[2001:db8::1]:8443/a"),
    ],
)
def test_clean_gives_one_spelling(found: str, cleaned: str) -> None:
    """What means the same address is written the same."""
    assert addresses.clean(found) == cleaned


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("../first-visit/", "https://larkmoor.example/blog/first-visit/"),
        ("/rates", "https://larkmoor.example/rates"),
        ("?page=2", "https://larkmoor.example/blog/index/?page=2"),
        ("//cdn.example/x", "https://cdn.example/x"),
    ],
)
def test_clean_resolves_relative_addresses(found: str, cleaned: str) -> None:
    """A relative address is taken from the document it was found in."""
    assert addresses.clean(found, BASE) == cleaned


@pytest.mark.parametrize(
    "found",
    [
        "",
        "   ",
        "/no/base",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,<p>x",
        "mailto:nora@larkmoor.example",
        "tel:+15550100",
        "ftp://larkmoor.example/a",
        "file:///etc/passwd",
        "https://",
        "https:///a",
        "https://nora:secret@larkmoor.example/",
        "https://larkmoor.example@evil.example/",
        "https://larkmoor.example\\@evil.example/",
        "https://larkmoor.example:99999/",
        "https://larkmoor.example:0/",
        "https://larkmoor.example:x/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://lark moor.example/",
        "https://lark%2emoor.example/",
        "https://lark..moor.example/",
        "https://-larkmoor.example/",
        "https://larkmoor.example/a\nb",
        "https://larkmoor.example/a\tb",
        "https://larkmoor.example/a\x00b",
        "https://larkmoor.example/a\x85b",
        "https://larkmoor.example/\ud800",
        "https://" + "ä" * 70 + ".example/",
        "https://larkmoor.example/" + "a" * 2_000,
        "https://larkmoor.example/" + "ä" * 500,
    ],
)
def test_clean_refuses_what_is_no_address_to_visit(found: str) -> None:
    """Other schemes, user names, control characters, broken hosts and endless addresses are refused."""
    assert addresses.clean(found) is None


def test_clean_refuses_other_schemes_despite_a_base() -> None:
    """A base does not turn a script into an address."""
    assert addresses.clean("javascript:void(0)", BASE) is None
    assert addresses.clean("data:,x", BASE) is None


_WRITTEN = st.text(alphabet=st.sampled_from('aZ0%/.?&=#@:;+~é ä~2e[]\\"<>|_-'), max_size=40)
_PIECES = st.sampled_from(
    [
        "/",
        "//",
        "..",
        ".",
        "%2e",
        "%2F",
        "%25",
        "%",
        "amp",
        "index.html",
        "index.php",
        "?",
        "&",
        "utm_a=1",
        "a=",
        "é",
        "=",
    ]
)


@given(st.one_of(_WRITTEN, st.lists(_PIECES).map("".join), st.text(max_size=60)))
@example("/amp/amp/index.html/amp")
@example("a%%341")
@example("?%75tm_x=1&b&a=2")
def test_cleaning_twice_changes_nothing(tail: str) -> None:
    """A cleaned address is its own clean spelling, whatever it was made of."""
    for found in ("https://www.larkmoor.example/" + tail, "http://larkmoor.example" + tail, tail):
        cleaned = addresses.clean(found)
        if cleaned is not None:
            assert addresses.clean(cleaned) == cleaned
            assert addresses.clean(cleaned, BASE) == cleaned
            assert addresses.clean(addresses.key(cleaned)) is not None


@given(st.text(max_size=80), st.one_of(st.none(), st.text(max_size=40), st.just(BASE)))
def test_clean_never_fails(found: str, base: str | None) -> None:
    """Any text gives a plain ASCII address or nothing."""
    cleaned = addresses.clean(found, base)
    assert cleaned is None or (cleaned.isascii() and cleaned.startswith(("http://", "https://")))


def test_key_folds_the_spellings_of_a_page() -> None:
    """Scheme, www., trailing slash and tracking do not make another page; the query does."""
    spellings = (
        "http://larkmoor.example/a",
        "https://www.larkmoor.example/a/",
        "https://larkmoor.example/a?utm_source=mail",
    )
    assert {addresses.key(addresses.clean(url) or "") for url in spellings} == {"https://larkmoor.example/a"}
    assert addresses.key("https://larkmoor.example/?p=1") != addresses.key("https://larkmoor.example/?p=2")
    assert addresses.key("https://larkmoor.example/A") != addresses.key("https://larkmoor.example/a")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("http://www.larkmoor.example/x", True),
        ("https://LARKMOOR.example:443", True),
        ("https://blog.larkmoor.example/", False),
        ("https://larkmoor.example.evil.example/", False),
        ("https://larkmoor.example:8443/", False),
        ("https://www.example/", False),
        ("not an address", False),
        ("https://[::1", False),
    ],
)
def test_same_site_ignores_scheme_and_www_only(other: str, same: bool) -> None:
    """A site is a host with its port."""
    assert addresses.same_site("https://larkmoor.example/blog/", other) is same
    assert addresses.same_site(other, "https://larkmoor.example/blog/") is same


def test_nothing_is_on_the_site_of_nothing() -> None:
    """Two texts that are no addresses are not one site."""
    assert not addresses.same_site("", "")


def test_host_keeps_an_unusual_port() -> None:
    """The host is lower case, with the port only where it says something."""
    assert addresses.host("https://WWW.Larkmoor.example:443/a") == "www.larkmoor.example"
    assert addresses.host("http://127.0.0.1:8001/a") == "127.0.0.1:8001"
    assert addresses.host("mailto:nora@larkmoor.example") == ""
