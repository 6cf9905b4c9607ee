"""The watch list: defaults, and every value that is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Clinic, load, parse_duration
from monitor.config.clinics import default_slug
from monitor.errors import ConfigurationError
from tests.config.helpers import CLINIC, only_problem, problems, workspace


def clinic(folder: Path, lines: str, before: str = "") -> Clinic:
    """Load the one clinic with some more lines in its table."""
    return load(workspace(folder, clinics=before + CLINIC + lines)).clinics[0]


def test_clinic_needs_only_an_address(tmp_path: Path) -> None:
    """Everything else has a default."""
    assert clinic(tmp_path, "") == Clinic(
        slug="quiet-ridge-example",
        name="Quiet Ridge Example",
        url="https://quiet-ridge.example.com/blog/",
        pages=(),
        include=(),
        exclude=(),
        ignore=(),
        delay=5.0,
        revisit=timedelta(days=7),
        max_pages=2000,
        render=False,
        enabled=True,
    )


def test_workspace_without_clinics_is_allowed(tmp_path: Path) -> None:
    """An empty watch list loads, with the workspace's own defaults."""
    config = load(workspace(tmp_path, clinics=""))
    assert (config.clinics, config.allow_private_addresses, config.contact) == ((), False, "")
    assert config.workspace == tmp_path


def test_all_keys_are_read(tmp_path: Path) -> None:
    """A clinic that says everything is read as said."""
    text = """
        allow_private_addresses = true
        contact = "https://example.org/bot"
        [[clinics]]
        slug = "ridge"
        name = "  Klinik Grüne Höhe "
        url = "http://127.0.0.1:8080/blog/?x=1"
        pages = ["http://127.0.0.1:8080/prices"]
        include = ["/blog/*", "*.html"]
        exclude = ["/blog/author/*"]
        ignore = [".related > a[href^='/x']", "#subscribe", "p:nth-child(2)"]
        delay = 0
        revisit = "0s"
        max_pages = 1
        render = false
        enabled = false
    """
    config = load(workspace(tmp_path, clinics=text))
    assert (config.allow_private_addresses, config.contact) == (True, "https://example.org/bot")
    assert config.clinics == (
        Clinic(
            slug="ridge",
            name="Klinik Grüne Höhe",
            url="http://127.0.0.1:8080/blog/?x=1",
            pages=("http://127.0.0.1:8080/prices",),
            include=("/blog/*", "*.html"),
            exclude=("/blog/author/*",),
            ignore=(".related > a[href^='/x']", "#subscribe", "p:nth-child(2)"),
            delay=0.0,
            revisit=timedelta(0),
            max_pages=1,
            enabled=False,
        ),
    )


def test_defaults_hold_unless_a_clinic_says_otherwise(tmp_path: Path) -> None:
    """A clinic's own value wins over [defaults], also an empty list or zero."""
    before = '[defaults]\ndelay = 9\nexclude = ["/tag/*"]\nenabled = false\n'
    assert clinic(tmp_path, "", before).delay == 9.0
    own = clinic(tmp_path, "delay = 0\nexclude = []\n", before)
    assert (own.delay, own.exclude, own.enabled) == (0.0, (), False)


def test_problem_in_defaults_is_told_once(tmp_path: Path) -> None:
    """A wrong default is one problem, however many clinics use it."""
    text = "[defaults]\ndelay = true\n" + CLINIC + CLINIC.replace("quiet", "loud")
    assert only_problem(workspace(tmp_path, clinics=text)).key == "defaults.delay"


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("delay = -0.1", "from 0 to 3600"),
        ("delay = true", "a number"),
        ('delay = "5"', "a number"),
        ("delay = nan", "from 0 to 3600"),
        ("delay = inf", "from 0 to 3600"),
        ("delay = 2020-01-01", "a number"),
        ('revisit = "7x"', '"7d"'),
        ('revisit = "d"', '"7d"'),
        ('revisit = "-1d"', '"7d"'),
        ('revisit = "1.5d"', '"7d"'),
        ('revisit = "٣d"', '"7d"'),
        ('revisit = "3651d"', '"3650d"'),
        ("revisit = 7", '"7d"'),
        ("max_pages = 0", "from 1"),
        ("max_pages = 2.0", "whole number"),
        ("max_pages = true", "whole number"),
        ("render = true", "leave it false"),
        ("enabled = 1", "true or false"),
        ('enabled = "yes"', "true or false"),
        ('slug = "Quiet"', "a-z"),
        ('slug = ""', "a-z"),
        ('slug = "-x"', "a-z"),
        ('slug = "quiet\\n"', "a-z"),
        ("slug = 7", "a-z"),
        ('name = "  "', "some text"),
        ('name = "a\\nBcc: x"', "one line"),
        ('name = "a\\u202eb"', "one line"),
        ("name = ['x']", "in quotes"),
        ('pages = "https://a.example.com"', "list in brackets"),
        ('pages = ["/prices"]', "full address"),
        ("pages = [1]", "full address"),
        ('pages = ["https://a.example.com/x", "https://a.example.com/x"]', "remove one"),
        ('include = ["blog/*"]', "/blog/*"),
        ('include = [""]', "/blog/*"),
        ('include = ["https://a.example.com/blog/*"]', "/blog/*"),
        ('include = ["/blog/?page=2"]', "/blog/*"),
        ('include = ["/[ab]"]', "/blog/*"),
        ('include = ["/a b"]', "/blog/*"),
        ("exclude = [true]", "/blog/*"),
        ('ignore = ["..x"]', "CSS selector"),
        ('ignore = [""]', "CSS selector"),
        ('ignore = ["p::before"]', "CSS selector"),
        ('ignore = ["svg|rect"]', "CSS selector"),
        ('ignore = ["p:hoover"]', "CSS selector"),
        ('ignore = ["a["]', "CSS selector"),
        ('ignore = ["body"]', "CSS selector"),
        ('ignore = [".ad, *"]', "CSS selector"),
        ("ignore = [1]", "CSS selector"),
        (f'ignore = ["{":not(" * 70}p{")" * 70}"]', "CSS selector"),
    ],
)
def test_wrong_value_is_refused_with_what_is_right(tmp_path: Path, line: str, right: str) -> None:
    """Each wrong value is one problem, on its line, with an example of what would do."""
    problem = only_problem(workspace(tmp_path, clinics=CLINIC + line + "\n"))
    assert problem.line == 3
    assert problem.key.startswith("clinics[1]." + line.partition(" ")[0])
    assert right in problem.right


@pytest.mark.parametrize(
    "url",
    [
        "quiet-ridge.example.com",
        "ftp://quiet-ridge.example.com/",
        "https://",
        "https:///blog",
        "https://exa mple.com/",
        "https://a..example.com/",
        "https://example.com:99999/",
        "https://example.com:x/",
        "https://[::1/",
        "https://exa%6Dple.com/",
        "https://example.com/\\u0000",
        "https://example.com/<script>",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://" + "a" * 64 + ".example.com/",
        "",
    ],
)
def test_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    """An address needs http or https and a host that can exist; no slug is asked for on top."""
    problem = only_problem(workspace(tmp_path, clinics=f'[[clinics]]\nurl = "{url}"\n'))
    assert (problem.line, problem.key) == (2, "clinics[1].url")
    assert "no http or https address" in problem.wrong


@pytest.mark.parametrize(
    "url", ["https://ana:hush@example.com/", "ftp://ana:hush@example.com", "//ana:hush@x"]
)
def test_address_with_a_password_is_refused_unseen(tmp_path: Path, url: str) -> None:
    """The message about a login in an address does not repeat it."""
    problem = only_problem(workspace(tmp_path, clinics=f'[[clinics]]\nurl = "{url}"\n'))
    assert "user name or password" in problem.wrong
    assert "hush" not in str(problem)


@pytest.mark.parametrize(
    "contact", ["nobody", "a@b@c", "é@example.com", "x y@example.com", "ftp://example.com"]
)
def test_contact_is_an_address_of_some_kind(tmp_path: Path, contact: str) -> None:
    """What would stand in the user agent is an e-mail or web address in ASCII."""
    assert only_problem(workspace(tmp_path, clinics=f'contact = "{contact}"\n')).key == "contact"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.quiet-ridge.com/", "quiet-ridge"),
        ("https://Blog.Quiet-Ridge.com./x", "blog-quiet-ridge"),
        ("https://quietridge.co.uk", "quietridge-co"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
        ("http://[2001:db8::1]/", "2001-db8-1"),
        ("http://localhost:80", "localhost"),
        ("https://grüne-höhe.example", "grune-hohe"),
        ("https://www.com", "com"),
        ("https://клиника.example/", ""),
        ("https://" + ".".join(["a" * 60] * 3) + ".com", "a" * 60 + "-aaa"),
    ],
)
def test_slug_is_made_from_the_host(url: str, slug: str) -> None:
    """The host without www. and its last label, dots as dashes; an IP address whole."""
    assert default_slug(url) == slug


def test_host_that_gives_no_slug_asks_for_one(tmp_path: Path) -> None:
    """A host in another script is fine, with a slug."""
    text = '[[clinics]]\nurl = "https://клиника.example/"\n'
    assert "add `slug" in only_problem(workspace(tmp_path, clinics=text)).right
    assert load(workspace(tmp_path, clinics=text + 'slug = "clinic"\n')).clinics[0].name == "Clinic"


@pytest.mark.parametrize(
    "again",
    [
        "https://quiet-ridge.example.com/blog/",
        "http://www.quiet-ridge.example.com/blog",
        "HTTPS://Quiet-Ridge.example.com:443/blog/#top",
    ],
)
def test_same_address_twice_is_refused(tmp_path: Path, again: str) -> None:
    """Two clinics with one address are one problem, at the second, naming the first."""
    problem = only_problem(workspace(tmp_path, clinics=CLINIC + f'[[clinics]]\nurl = "{again}"\n'))
    assert (problem.line, problem.key) == (4, "clinics[2].url")
    assert "clinics[1]" in problem.wrong


def test_same_slug_twice_is_refused(tmp_path: Path) -> None:
    """A repeated slug is a problem where it is written, or at the address that it was made from."""
    text = (
        '[[clinics]]\nurl = "http://127.0.0.1:8001/"\n'
        '[[clinics]]\nurl = "http://127.0.0.1:8002/"\n'
        '[[clinics]]\nurl = "http://127.0.0.1:8003/"\nslug = "127-0-0-1"\n'
    )
    found = problems(workspace(tmp_path, clinics=text))
    assert [(p.line, p.key) for p in found] == [(4, "clinics[2].url"), (7, "clinics[3].slug")]
    assert "slug" in found[0].right


def test_same_host_with_other_path_or_port_is_another_clinic(tmp_path: Path) -> None:
    """Only the same address is a repetition."""
    text = CLINIC + '[[clinics]]\nslug = "b"\nurl = "https://quiet-ridge.example.com/news/"\n'
    assert len(load(workspace(tmp_path, clinics=text)).clinics) == 2


@given(st.text(max_size=30))
def test_any_text_is_a_length_of_time_or_not(written: str) -> None:
    """No text makes the reading of a length of time fail."""
    assert (parse_duration(written) or timedelta(0)) >= timedelta(0)


@given(st.text(max_size=30))
def test_any_address_is_accepted_or_refused(tmp_path_factory: pytest.TempPathFactory, rest: str) -> None:
    """Whatever follows the scheme, the file loads or is refused, and an accepted clinic has a slug."""
    escaped = "".join(
        f"\\U{ord(character):08x}" for character in rest if not 0xD800 <= ord(character) < 0xE000
    )
    folder = workspace(
        tmp_path_factory.mktemp("w"), clinics=f'[[clinics]]\nurl = "https://{escaped}"\nignore = []\n'
    )
    (folder / "lexicon.toml").write_text("")
    with suppress(ConfigurationError):
        assert load(folder).clinics[0].slug
