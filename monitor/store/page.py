"""One page of a clinic, as it is read from the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.records import PageKind, Validators

PAGE_COLUMNS = """p.id, p.clinic_id, p.kind, p.url, p.state, p.baseline, p.version_id, p.visited_at,
    p.failing_since, p.etag, p.last_modified, p.body_hash, p.fingerprint, p.suspect_key, p.quiet_key,
    p.quiet_looks, p.settlings"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the store knows it before a visit.

    Attributes:
        state: ``known`` (never read), ``live``, ``missing`` (gone at one look), ``removed``.
        baseline: found while its clinic's first crawl was going on: its first version is no news.
        version_id: the current version, None before the first.
        suspect_key: content of the last look, if it was not believed.
        quiet_key: the volatile passages of the last look that was read.
        quiet_looks: how many looks in a row met just these.
        settlings: how often the page was taken to have settled.
    """

    id: int
    clinic_id: int
    kind: PageKind
    url: str
    state: str
    baseline: bool
    version_id: int | None
    visited_at: str | None
    failing_since: str | None
    validators: Validators
    body_hash: bytes | None
    fingerprint: bytes | None
    suspect_key: bytes | None
    quiet_key: bytes | None
    quiet_looks: int
    settlings: int


def page_of(row: Sequence[Any]) -> Page:
    """A page from a row of ``PAGE_COLUMNS``."""
    page_id, clinic_id, kind, url, state, baseline, version_id, visited_at, failing_since, *last = row
    etag, last_modified, body_hash, fingerprint, suspect_key, quiet_key, quiet_looks, settlings = last
    return Page(
        id=page_id,
        clinic_id=clinic_id,
        kind=kind,
        url=url,
        state=state,
        baseline=bool(baseline),
        version_id=version_id,
        visited_at=visited_at,
        failing_since=failing_since,
        # A page that was removed must be read when it is back: "not modified" would not say so.
        validators=Validators() if state == "removed" else Validators(etag, last_modified),
        body_hash=body_hash,
        fingerprint=fingerprint,
        suspect_key=suspect_key,
        quiet_key=quiet_key,
        quiet_looks=quiet_looks,
        settlings=settlings,
    )
