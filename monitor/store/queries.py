"""Ready-made queries for analysts, shown among Datasette's tables; ``:words`` in them are asked for."""

from __future__ import annotations

from inspect import cleandoc

_QUERIES: dict[str, dict[str, str]] = {
    "newest_articles": {
        "title": "New articles since a day",
        "description": "since: a day such as 2026-03-01",
        "sql": """
            SELECT ch.detected_at, c.slug AS clinic, m.title, p.url, v.words, p.id AS page_id
            FROM changes ch JOIN pages p ON p.id = ch.page_id JOIN clinics c ON c.id = ch.clinic_id
            JOIN versions v ON v.id = ch.version_to JOIN metadata m ON m.id = v.metadata_id
            WHERE ch.kind = 'published' AND ch.detected_at >= :since ORDER BY ch.id DESC LIMIT 1000""",
    },
    "most_edited": {
        "title": "Pages that changed most since a day",
        "description": "since: a day such as 2026-03-01",
        "sql": """
            SELECT count(*) AS changes, sum(ch.words_added + ch.words_removed) AS words,
                max(ch.detected_at) AS last_change, c.slug AS clinic, p.url, p.id AS page_id
            FROM changes ch JOIN pages p ON p.id = ch.page_id JOIN clinics c ON c.id = ch.clinic_id
            WHERE ch.detected_at >= :since AND ch.kind != 'published'
            GROUP BY p.id ORDER BY changes DESC, words DESC LIMIT 200""",
    },
    "clinics_compared": {
        "title": "How much each clinic writes and rewrites since a day",
        "description": "since: a day such as 2026-03-01",
        "sql": """
            SELECT c.slug AS clinic, sum(ch.kind = 'published') AS published,
                sum(ch.kind = 'edited') AS edited,
                sum(ch.kind = 'removed') AS removed, sum(ch.words_added) AS words_added,
                sum(ch.words_removed) AS words_removed
            FROM changes ch JOIN clinics c ON c.id = ch.clinic_id
            WHERE ch.detected_at >= :since GROUP BY c.id ORDER BY edited DESC, published DESC""",
    },
    "who_says_about": {
        "title": "Passages of a theme that stand now, by clinic",
        "description": "theme: such as price or efficacy; clinic: its slug",
        "sql": """
            SELECT substr(ps.text, 1, 300) AS passage, f.seen_at AS since, p.url, p.id AS page_id
            FROM clinics c JOIN pages p ON p.clinic_id = c.id
            JOIN passage_spans s ON s.page_id = p.id AND s.last_version_id IS NULL
            JOIN mentions n ON n.passage_id = s.passage_id AND n.theme = :theme AND n.claim = ''
            JOIN passages ps ON ps.id = s.passage_id JOIN versions f ON f.id = s.first_version_id
            WHERE c.slug = :clinic AND p.state = 'live' ORDER BY since DESC LIMIT 1000""",
    },
    "what_went": {
        "title": "Sentences that a clinic took out or reworded since a day",
        "description": "clinic: its slug; since: a day such as 2026-03-01",
        "sql": """
            SELECT ch.detected_at, o.kind, substr(coalesce(o.before_text, b.text), 1, 400) AS went,
                substr(coalesce(o.after_text, a.text), 1, 400) AS came, p.url, ch.id AS change_id
            FROM clinics c JOIN changes ch ON ch.clinic_id = c.id
            JOIN operations o ON o.change_id = ch.id AND o.kind IN ('removed', 'reworded')
            LEFT JOIN passages b ON b.id = o.before_passage_id
            LEFT JOIN passages a ON a.id = o.after_passage_id
            LEFT JOIN pages p ON p.id = ch.page_id
            WHERE c.slug = :clinic AND ch.detected_at >= :since ORDER BY ch.id DESC LIMIT 1000""",
    },
}
QUERIES = {name: {**query, "sql": cleandoc(query["sql"])} for name, query in _QUERIES.items()}
"""By name; each is an address below the database."""
