"""What alerts know of a change: enough to choose who is told, and to tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from monitor.records import ChangeKind, OperationKind


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a change, as it is told.

    Attributes:
        field: ``text``, or the metadata field.
        part: of the page; ``text`` for the main text.
        heading: that it stands under; empty if there is none.
        context: the passage before it, or where it comes first the one after it; empty if it stands alone.
    """

    kind: OperationKind
    field: str
    part: str
    before: str | None
    after: str | None
    heading: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One signal: what a change means.

    Attributes:
        kind: a word of ``SIGNAL_KINDS``.
        before, after: the evidence.
        rule: what decided, for people; it may only repeat the slug of claim or theme.
    """

    kind: str
    theme: str
    claim: str
    before: str
    after: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One change.

    Attributes:
        clinic: slug; ``clinic_name`` is for people.
        page_id, url: None for a change of the whole site.
        detected_at: ISO time.
        pages: how many pages a change of the whole site touched.
        opening: how an article begins that came or went; empty otherwise.
    """

    id: int
    clinic: str
    clinic_name: str
    page_id: int | None
    url: str | None
    title: str
    kind: ChangeKind
    detected_at: str
    version_from: int | None
    version_to: int | None
    words_added: int
    words_removed: int
    pages: int
    edits: tuple[Edit, ...]
    signals: tuple[Meaning, ...]
    themes: tuple[str, ...]
    opening: str = ""

    @property
    def words(self) -> int:
        """Words added and removed together."""
        return self.words_added + self.words_removed


def told(row: Mapping[str, Any]) -> Told:
    """A change from its row, as the store gives it: that of ``changes --json`` and a little more."""
    return Told(
        id=row["id"],
        clinic=row["clinic"],
        clinic_name=row["clinic_name"],
        page_id=row["page_id"],
        url=row["url"],
        title=row["title"] or "",
        kind=cast(ChangeKind, row["kind"]),
        detected_at=row["detected_at"],
        version_from=row["version_from"],
        version_to=row["version_to"],
        words_added=row["words_added"],
        words_removed=row["words_removed"],
        pages=row["pages"],
        edits=tuple(Edit(**each) for each in row["operations"]),
        signals=tuple(
            Meaning(**{name: value or "" for name, value in each.items()}) for each in row["signals"]
        ),
        themes=tuple(row["themes"]),
        opening=row.get("opening", ""),
    )
