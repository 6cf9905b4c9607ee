"""From one answer to what it gave: the content decides what a source is, not what was expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from monitor.discover import addresses, feeds, formats, markup, sitemaps, wordpress
from monitor.errors import SourceError
from monitor.records import Entry, Fetched, SourceKind, Validators

AskKind = Literal["home", "feed", "sitemap", "wordpress", "listing"]
Outcome = Literal["read", "unchanged", "gone", "refused", "silent"]

NO_VALIDATORS = Validators()

# The site is in trouble or asks for patience: says nothing about whether the source exists.
_PASSING = frozenset((408, 425, 429))
_NO_MORE_PAGES = 400


@dataclass(frozen=True, slots=True)
class Ask:
    """One address that discovery wants fetched.

    Attributes:
        kind: what it is hoped to be.
        url: cleaned.
        validators: to be sent with the request; an answer of 304 is then welcome.
    """

    kind: AskKind
    url: str
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one ask.

    Attributes:
        outcome: ``read``; ``unchanged`` (304); ``gone`` (404, 410); ``refused`` (answered, but no such
            source); ``silent`` (no answer, or one that says to come back later).
        reason: a slug where it was not read.
        kind: what the body turned out to be; None where it was not read and for a web page.
        entries: what the source lists.
        children: further sitemaps of an index.
        last: whether the list ends here, as far as the document tells.
        whole: whether nothing of the document was left out.
        page: a web page, where one was asked for.
        url: the cleaned address that answered.
        validators: as the server gave them with this answer.
    """

    outcome: Outcome
    reason: str = ""
    kind: SourceKind | None = None
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    last: bool = True
    whole: bool = True
    page: markup.Page | None = field(default=None, repr=False)
    url: str = ""
    validators: Validators = NO_VALIDATORS


def read(ask: Ask, fetched: Fetched | None, further: bool) -> Reading:
    """Read the answer to an ask.

    Args:
        fetched: None where the fetch failed.
        further: whether this is a later page of a list, after which there may be no more.
    """
    if fetched is None:
        return Reading("silent", "no_answer")
    url = addresses.clean(fetched.final_url)
    if url is None or not addresses.same_site(url, ask.url):
        return Reading("refused", "other_site")
    if fetched.status == 304 and ask.validators != NO_VALIDATORS:
        return Reading("unchanged", url=url, validators=fetched.validators)
    if fetched.status != 200:
        return _refusal(ask, fetched.status, further)
    try:
        return _content(ask, fetched, url)
    except SourceError as error:
        return Reading("refused", str(error))


def _refusal(ask: Ask, status: int, further: bool) -> Reading:
    if ask.kind == "wordpress" and further and status == _NO_MORE_PAGES:
        return Reading("read", kind="wordpress")
    if status in (404, 410):
        return Reading("gone", f"status_{status}")
    passing = status >= 500 or status in _PASSING
    return Reading("silent" if passing else "refused", f"status_{status}")


def _content(ask: Ask, fetched: Fetched, url: str) -> Reading:
    body = formats.unpack(fetched.body)
    form = formats.recognise(body)
    if form == "feed":
        return Reading(
            "read", kind="feed", entries=feeds.read(body, url), url=url, validators=fetched.validators
        )
    if form == "sitemap":
        found = sitemaps.read(body, url)
        return Reading(
            "read",
            kind="sitemap",
            entries=found.entries,
            children=found.children,
            whole=found.whole,
            url=url,
            validators=fetched.validators if found.whole else NO_VALIDATORS,
        )
    if form == "json" and ask.kind == "wordpress":
        posts = wordpress.read(body, url)
        return Reading("read", kind="wordpress", entries=posts.entries, last=posts.last, url=url)
    if form == "json":
        return Reading(
            "read", kind="feed", entries=feeds.read_json(body, url), url=url, validators=fetched.validators
        )
    if ask.kind not in ("home", "listing"):
        raise SourceError(f"not_a_{ask.kind}", "a web page" if form == "html" else "unknown content")
    if form == "other":
        raise SourceError("not_a_page", "unknown content")
    return Reading("read", page=markup.read(body, fetched.content_type), url=url)
