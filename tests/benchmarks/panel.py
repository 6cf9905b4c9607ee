"""A large workspace, made in the database by the database: what years of watching come to.

The schema is the product's own; the rows are written by SQL, for the product would need days for them.  Each
article has its versions, every one with a reworded sentence, its change, operation, mentions and signals.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from monitor.config import THEMES, create_workspace
from monitor.records import SIGNAL_KINDS
from monitor.store import open_database

PASSAGES = 12
"""Of each article: one is reworded, one stands on all articles of its clinic, one at some hundred clinics."""

_WORDS = """
ketamine infusion patients clinic treatment depression anxiety relief within hours days weeks response
rate price session nurse physician safe effects evidence study trial approved label nasal spray lozenge
home course cost plan insurance first visit dose pain veterans sleep mood brain pathway receptor memory
bladder pressure blood risk benefit often rarely always sometimes people report feel better after before
during about careful
""".split()  # noqa: SIM905 - to be read

_AT = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', printf('-%d minutes', {}))"


@dataclass(frozen=True, slots=True)
class Size:
    """How large.

    Attributes:
        clinics, articles, versions: of the whole panel; each article has the same number of versions.
        crawls: over which the versions after the first are spread.
    """

    clinics: int
    articles: int
    versions: int
    crawls: int = 50


def make(folder: Path, size: Size) -> None:
    """Make the workspace."""
    create_workspace(folder)
    open_database(folder).close()
    connection = sqlite3.connect(folder / "monitor.db", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    values = {
        "clinics": size.clinics,
        "articles": size.articles,
        "versions": size.versions,
        "edits": size.versions - size.articles,
        "crawls": size.crawls,
        "per": max(1, (size.versions - size.articles) // (size.crawls - 1) + 1),
        "words": len(_WORDS),
        "own": PASSAGES - 3,
        "themes": len(THEMES),
        "signals": len(SIGNAL_KINDS),
    }
    connection.execute("BEGIN")
    _make_words(connection)
    for step in (_WATCHED, _SAID, _CHANGED, _VISITED, _COUNTED):
        for statement in step.split(";"):
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            connection.execute(statement, used)
    connection.execute("DROP TABLE sentences")
    connection.execute("DROP TABLE slugs")
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _make_words(connection: sqlite3.Connection) -> None:
    """Parts of sentences, themes and signals by number."""
    connection.execute("CREATE TABLE sentences (id INTEGER PRIMARY KEY, text TEXT)")
    rows = (
        (number, " ".join(_WORDS[(number * step + step) % len(_WORDS)] for step in range(1, 9)))
        for number in range(1000)
    )
    connection.executemany("INSERT INTO sentences VALUES (?, ?)", rows)
    connection.execute("CREATE TABLE slugs (kind TEXT, id INTEGER, slug TEXT, PRIMARY KEY (kind, id))")
    connection.executemany("INSERT INTO slugs VALUES ('theme', ?, ?)", enumerate(THEMES))
    connection.executemany("INSERT INTO slugs VALUES ('signal', ?, ?)", enumerate(SIGNAL_KINDS))


def _counting(to: str) -> str:
    return f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {to})"


# Crawl 1 is the baseline; version v > articles is found in crawl (v - articles - 1) / per + 2.
_CRAWL = "((v.id - :articles - 1) / :per + 2)"

_WATCHED = f"""
INSERT INTO clinics (id, slug, name, url, enabled, added_at, baseline_at, probed_at) {_counting(":clinics")}
    SELECT i, printf('clinic-%04d', i), printf('Clinic number %d', i),
    printf('https://clinic-%d.example/', i), 1,
    '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z' FROM n;
INSERT INTO crawls {_counting(":crawls")}
    SELECT i, {_AT.format("(:crawls - i) * 1440 + 60")}, {_AT.format("(:crawls - i) * 1440")},
    'finished', 0, 0 FROM n;
INSERT INTO crawl_clinics SELECT k.id, c.id, CASE WHEN (k.id + c.id) % 97 THEN 'ok' ELSE 'failed' END,
    CASE WHEN (k.id + c.id) % 97 THEN '' ELSE 'timeout' END, k.ended_at, 140, 140, 0, 3
    FROM crawls k, clinics c;
INSERT INTO extractors VALUES (1, 'benchmark 1');
INSERT INTO metadata {_counting(":articles")}
    SELECT i, CAST(printf('m%015d', i) AS BLOB), printf('Article %d about ', i) || s.text,
    printf('Article %d', i), '', 'A. Author', '2025-03-01', '[]', '', 'en'
    FROM n JOIN sentences s ON s.id = i % 1000;
INSERT INTO pages (id, clinic_id, kind, url, state, baseline, found_at, visited_at, seen_at, changed_at,
    version_id, version_count, failing_since, failing_reason) {_counting(":articles")}
    SELECT i, (i - 1) % :clinics + 1, 'article',
    printf('https://clinic-%d.example/%d/', (i - 1) % :clinics + 1, i),
    'live', 1, '2024-01-01T00:00:00Z', k.ended_at, k.ended_at, k.ended_at,
    i + (:versions / :articles - 1) * :articles, :versions / :articles,
    CASE WHEN i % 400 = 0 THEN k.ended_at END, CASE WHEN i % 400 = 0 THEN 'timeout' END
    FROM n JOIN crawls k ON k.id = :crawls;
INSERT INTO page_addresses SELECT clinic_id, url, id FROM pages
"""

# Passages 1 … own * articles are each article's own; then one per clinic, 500 for all, and one per version.
_SAID = f"""
INSERT INTO versions {_counting(":versions")}
    SELECT i, (i - 1) % :articles + 1, NULL, '2024-01-01T00:00:00Z', 0, (i - 1) % :articles + 1, '', 180,
    {PASSAGES}, 1, printf('%064d', i), CAST(printf('v%015d', i) AS BLOB),
    CAST(printf('t%015d', i) AS BLOB) FROM n;
UPDATE versions AS v SET crawl_id = {_CRAWL} WHERE id > :articles;
UPDATE versions SET seen_at = (SELECT started_at FROM crawls k WHERE k.id = crawl_id) WHERE id > :articles;
INSERT INTO passages (id, hash, text, normal, words)
    {_counting(":own * :articles + :clinics + 500 + :versions")}
    SELECT i, CAST(printf('p%015d', i) AS BLOB), upper(substr(s.text, 1, 1)) || substr(s.text, 2) ||
    ' ' || o.text || printf(' %d%%.', i % 100), NULL, 17 FROM n
    JOIN sentences s ON s.id = i % 1000 JOIN sentences o ON o.id = (i / 1000) % 1000;
INSERT INTO passage_spans (page_id, passage_id, first_version_id, last_version_id, rank, kind, part, begins)
    WITH RECURSIVE slot (s) AS (SELECT 0 UNION ALL SELECT s + 1 FROM slot WHERE s < :own + 1)
    SELECT p.id, CASE WHEN s < :own THEN (p.id - 1) * :own + s + 1
        WHEN s = :own THEN :own * :articles + p.clinic_id
        ELSE :own * :articles + :clinics + p.id % 500 + 1 END,
    p.id, NULL, (s + 2) * 1048576, CASE WHEN s = 0 THEN 'heading' ELSE 'sentence' END, 'text', s % 3 = 0
    FROM pages p, slot;
INSERT INTO passage_spans (page_id, passage_id, first_version_id, last_version_id, rank, kind, part, begins)
    SELECT page_id, :own * :articles + :clinics + 500 + id, id,
    CASE WHEN id + :articles <= :versions THEN id END, 1048576, 'sentence', 'text', 1 FROM versions;
INSERT INTO mentions (passage_id, theme, claim, lexicon)
    SELECT p.id, t.slug, '', 'benchmark' FROM passages p
    JOIN slugs t ON t.kind = 'theme' AND t.id = p.id % :themes WHERE p.id % 3 = 0;
INSERT INTO mentions (passage_id, theme, claim, lexicon)
    SELECT p.id, t.slug, 'claim_' || (p.id % 5), 'benchmark' FROM passages p
    JOIN slugs t ON t.kind = 'theme' AND t.id = p.id % :themes WHERE p.id % 30 = 0
"""

_CHANGED = """
INSERT INTO changes (id, clinic_id, page_id, crawl_id, kind, detected_at, version_from, version_to,
    words_added, words_removed, similarity, visible_operations)
    SELECT v.id - :articles, p.clinic_id, p.id, v.crawl_id,
    CASE v.id % 20 WHEN 0 THEN 'retitled' WHEN 1 THEN 'metadata' ELSE 'edited' END,
    v.seen_at, v.id - :articles, v.id, v.id % 30, v.id % 17, 0.95, 1 FROM versions v
    JOIN pages p ON p.id = v.page_id WHERE v.id > :articles;
INSERT INTO operations SELECT id, 0, 'reworded', 'text', 'text',
    :own * :articles + :clinics + 500 + version_from,
    :own * :articles + :clinics + 500 + version_to, NULL, NULL FROM changes;
INSERT INTO signals (change_id, kind, theme, claim, before, after, rule)
    SELECT c.id, s.slug, t.slug, 'claim_' || (c.id % 5), 'before', 'after', 'benchmark' FROM changes c
    JOIN slugs s ON s.kind = 'signal' AND s.id = c.id / 4 % :signals
    JOIN slugs t ON t.kind = 'theme' AND t.id = c.id % :themes WHERE c.id % 4 = 0
"""

_VISITED = """
INSERT INTO visits (crawl_id, page_id, visited_at, outcome, reason, status)
    SELECT :crawls, id, visited_at,
    CASE WHEN id % 400 = 0 THEN 'error' WHEN id % 3 THEN 'same' ELSE 'not_modified' END,
    CASE WHEN id % 400 = 0 THEN 'timeout' WHEN id % 3 THEN 'same_body' END, 200 FROM pages
"""

# A year of weeks; nothing is looked up among near copies, so their index is only said to be up to date.
_COUNTED = """
INSERT INTO clinic_weeks WITH RECURSIVE week (w) AS (SELECT 0 UNION ALL SELECT w + 1 FROM week WHERE w < 51)
    SELECT c.id, date('now', 'weekday 0', '-6 days', printf('-%d days', w * 7)), 133 FROM clinics c, week
    WHERE (c.id + w) % 17;
INSERT INTO mention_weeks SELECT t.slug, '', w.clinic_id, w.week, 20 + (w.clinic_id + t.id) % 60
    FROM clinic_weeks w, slugs t WHERE t.kind = 'theme';
INSERT INTO mention_weeks
    SELECT t.slug, 'claim_' || (t.id % 5), w.clinic_id, w.week, 3 + (w.clinic_id + t.id) % 9
    FROM clinic_weeks w, slugs t WHERE t.kind = 'theme' AND (t.id + w.clinic_id) % 3 = 0;
UPDATE passage_index SET through = (SELECT max(id) FROM passages)
"""
