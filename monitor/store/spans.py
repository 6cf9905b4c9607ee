"""Passages and the spans they stay on a page.

A passage stands on a page from its first version to its last, or still; an edit writes what is new and
closes what went.  ``rank`` orders the passages of a page, with gaps for what comes between later.  The
wording of a passage is kept once; where a page writes it otherwise (a curly quote, another kind of
block) a form says so from that version on, and thus the exact text of any version comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlite_utils import Database

from monitor.records import Alignment, Part, Passage, PassageKind
from monitor.store.mentions import Classified, MentionWriter

RANK_GAP = 1 << 20
"""Distance between neighbours when a page is first stored: twenty halvings before ranks are spread again."""

OPEN = """INSERT INTO passage_spans (page_id, passage_id, first_version_id, rank, kind, part, begins)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""


@dataclass(frozen=True, slots=True)
class Span:
    """One passage as it stands in one version of a page."""

    id: int
    rank: int
    passage: Passage


def read_spans(database: Database, page_id: int, version_id: int) -> list[Span]:
    """The passages of one version in order, worded as that version words them."""
    rows = database.execute(
        """SELECT s.id, s.rank, coalesce(f.text, p.text), coalesce(p.normal, p.text),
            coalesce(f.kind, s.kind), coalesce(f.part, s.part), coalesce(f.begins, s.begins)
        FROM passage_spans s JOIN passages p ON p.id = s.passage_id
        LEFT JOIN passage_forms f ON f.span_id = s.id AND f.version_id = (
            SELECT max(version_id) FROM passage_forms WHERE span_id = s.id AND version_id <= :version)
        WHERE s.page_id = :page AND s.first_version_id <= :version
            AND (s.last_version_id IS NULL OR s.last_version_id >= :version)
        ORDER BY s.rank""",
        {"page": page_id, "version": version_id},
    )
    return [
        Span(
            span_id,
            rank,
            Passage(text, normal, cast(PassageKind, kind), cast(Part, part), bool(begins)),
        )
        for span_id, rank, text, normal, kind, part, begins in rows
    ]


class SpanWriter:
    """Writes what one new version does to the spans of its page, inside the caller's transaction.

    Args:
        database: an open ``monitor.db``.
        page_id: the page.
        version_id: the new version, already written.
        classified: for the passages that nobody had written before.
    """

    def __init__(self, database: Database, page_id: int, version_id: int, classified: Classified) -> None:
        self._database = database
        self._page_id = page_id
        self._version_id = version_id
        self._mentions = MentionWriter(database, classified)
        self._lexicon_id = self._mentions.lexicon_id

    def write(
        self, standing: Sequence[Span], passages: Sequence[Passage], alignment: Alignment | None
    ) -> None:
        """Keep, close and open spans so that the new version reads as ``passages``.

        Args:
            standing: the open spans, in order.
            passages: of the new version, in order.
            alignment: between the two; None for a first version.
        """
        kept = self._kept(alignment)
        for index, span in enumerate(standing):
            if index not in kept:
                self._close(span)
        after = {new: standing[old] for old, new in kept.items()}
        for index, span in after.items():
            self._note_form(span, passages[index])
        ranks = self._ranks(after, len(passages))
        self._open((passage, ranks[index]) for index, passage in enumerate(passages) if index not in after)

    def _kept(self, alignment: Alignment | None) -> dict[int, int]:
        if alignment is None:
            return {}
        return {
            pair.before: pair.after
            for pair in alignment.pairs
            if pair.relation == "unchanged" and pair.before is not None and pair.after is not None
        }

    def _close(self, span: Span) -> None:
        # The version before this one is the last in which the passage stood.
        self._database.execute(
            """UPDATE passage_spans SET last_version_id =
            (SELECT max(id) FROM versions WHERE page_id = ? AND id < ?) WHERE id = ?""",
            (self._page_id, self._version_id, span.id),
        )

    def _note_form(self, span: Span, passage: Passage) -> None:
        if passage != span.passage:
            self._write_form(span.id, passage)

    def _write_form(self, span_id: int, passage: Passage) -> None:
        self._database.execute(
            "INSERT INTO passage_forms VALUES (?, ?, ?, ?, ?, ?)",
            (span_id, self._version_id, passage.text, passage.kind, passage.part, int(passage.begins)),
        )

    def _open(self, ranked: Iterable[tuple[Passage, int]]) -> None:
        rows = []
        for passage, rank in ranked:
            passage_id, wording = self._passage(passage)
            begins = int(passage.begins)
            row = (self._page_id, passage_id, self._version_id, rank, passage.kind, passage.part, begins)
            if wording == passage.text:
                rows.append(row)
            else:
                span_id = self._database.execute(OPEN, row).lastrowid
                assert span_id is not None
                self._write_form(span_id, passage)
        # Many at once: a first crawl spends most of its writing here.
        self._database.conn.executemany(OPEN, rows)
        self._mentions.write()

    def _passage(self, passage: Passage) -> tuple[int, str]:
        """The stored passage of this normal form and its wording, written now if it is new."""
        key = passage.key
        row = self._database.execute("SELECT id, text FROM passages WHERE hash = ?", (key,)).fetchone()
        if row is not None:
            return int(row[0]), str(row[1])
        normal = None if passage.normal == passage.text else passage.normal
        lexicon_id = self._lexicon_id if self._mentions.knows(key) else None
        passage_id = self._database.execute(
            "INSERT INTO passages (hash, text, normal, words, lexicon_id) VALUES (?, ?, ?, ?, ?)",
            (key, passage.text, normal, passage.words, lexicon_id),
        ).lastrowid
        assert passage_id is not None
        self._mentions.add(passage_id, key)
        return passage_id, passage.text

    def _ranks(self, kept: Mapping[int, Span], count: int) -> dict[int, int]:
        """Ranks for the new passages, between those of the kept ones around them."""
        ranks: dict[int, int] = {}
        low = 0  # rank of the last kept passage
        run: list[int] = []  # new ones since
        for index in range(count):
            if index not in kept:
                run.append(index)
                continue
            high = kept[index].rank
            if high - low <= len(run):
                return self._ranks(self._spread(kept), count)
            ranks.update(_between(run, low, high))
            low, run = high, []
        ranks.update(_between(run, low, low + RANK_GAP * (len(run) + 1)))
        return ranks

    def _spread(self, kept: Mapping[int, Span]) -> dict[int, Span]:
        """Give every span of the page a new rank with wide gaps, keeping their order in every version."""
        rows = self._database.execute(
            "SELECT DISTINCT rank FROM passage_spans WHERE page_id = ? ORDER BY rank", (self._page_id,)
        ).fetchall()
        wide = {rank: (place + 1) * RANK_GAP for place, (rank,) in enumerate(rows)}
        # By way of negative numbers, so that no new rank is taken for an old one and moved twice.
        for rank, new in wide.items():
            self._database.execute(
                "UPDATE passage_spans SET rank = ? WHERE page_id = ? AND rank = ?",
                (-new, self._page_id, rank),
            )
        self._database.execute(
            "UPDATE passage_spans SET rank = -rank WHERE page_id = ? AND rank < 0", (self._page_id,)
        )
        return {index: Span(span.id, wide[span.rank], span.passage) for index, span in kept.items()}


def _between(run: Sequence[int], low: int, high: int) -> dict[int, int]:
    return {index: low + (high - low) * (place + 1) // (len(run) + 1) for place, index in enumerate(run)}
