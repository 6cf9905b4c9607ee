"""Views for analysts: their names and columns are public interface, explained in docs/database.md."""

from __future__ import annotations

LATEST_ARTICLES = """
    SELECT p.id AS page_id, c.slug AS clinic, m.title, p.url, p.kind, p.state, v.words,
        m.published_at, p.found_at, p.changed_at, p.seen_at, p.version_count AS versions, p.version_id
    FROM pages p
    JOIN clinics c ON c.id = p.clinic_id
    JOIN versions v ON v.id = p.version_id
    JOIN metadata m ON m.id = v.metadata_id
"""

CHANGE_LOG = """
    SELECT ch.id AS change_id, ch.detected_at, c.slug AS clinic, ch.kind, m.title, p.url,
        (SELECT substr(coalesce(o.before_text, b.text), 1, 200) FROM operations o
            LEFT JOIN passages b ON b.id = o.before_passage_id
            WHERE o.change_id = ch.id AND o.kind != 'moved' ORDER BY o.position LIMIT 1) AS before,
        (SELECT substr(coalesce(o.after_text, a.text), 1, 200) FROM operations o
            LEFT JOIN passages a ON a.id = o.after_passage_id
            WHERE o.change_id = ch.id AND o.kind != 'moved' ORDER BY o.position LIMIT 1) AS after,
        ch.visible_operations AS operations, ch.pages, ch.words_added, ch.words_removed, ch.similarity,
        ch.page_id, ch.version_from, ch.version_to, ch.crawl_id
    FROM changes ch
    JOIN clinics c ON c.id = ch.clinic_id
    LEFT JOIN pages p ON p.id = ch.page_id
    LEFT JOIN versions v ON v.id = coalesce(ch.version_to, ch.version_from)
    LEFT JOIN metadata m ON m.id = v.metadata_id
"""

CLINIC_HEALTH = """
    SELECT c.slug AS clinic, c.name, c.enabled,
        (SELECT outcome FROM crawl_clinics x WHERE x.clinic_id = c.id
            ORDER BY crawl_id DESC LIMIT 1) AS last_outcome,
        (SELECT reason FROM crawl_clinics x WHERE x.clinic_id = c.id
            ORDER BY crawl_id DESC LIMIT 1) AS last_reason,
        (SELECT ended_at FROM crawl_clinics x WHERE x.clinic_id = c.id AND outcome = 'ok'
            ORDER BY crawl_id DESC LIMIT 1) AS last_good_crawl,
        count(p.id) AS pages,
        coalesce(sum(p.state = 'live'), 0) AS live,
        coalesce(sum(p.state = 'missing'), 0) AS missing,
        coalesce(sum(p.state = 'removed'), 0) AS removed,
        coalesce(sum(p.state = 'known'), 0) AS unread,
        coalesce(sum(p.failing_since IS NOT NULL), 0) AS failing,
        min(p.failing_since) AS failing_since,
        coalesce(sum(p.state = 'live' AND p.seen_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days')), 0)
            AS seen_in_7_days,
        max(p.changed_at) AS last_change, c.left_alone_until
    FROM clinics c
    LEFT JOIN pages p ON p.clinic_id = c.id AND p.kind != 'other'
    GROUP BY c.id
"""

# Each clinic from its first counted week to the last week that was counted anywhere; the weeks in which it
# was not crawled well have a row without numbers.
_CALENDAR = """WITH RECURSIVE calendar (week) AS (
        SELECT min(week) FROM clinic_weeks
        UNION ALL
        SELECT date(week, '+7 days') FROM calendar WHERE week < (SELECT max(week) FROM clinic_weeks)),
    watched (clinic_id, since) AS MATERIALIZED (
        SELECT clinic_id, min(week) FROM clinic_weeks GROUP BY clinic_id)"""

_COUNTED = """w.articles,
        CASE WHEN w.articles IS NOT NULL THEN coalesce(n.articles, 0) END AS mentioning,
        round(1.0 * coalesce(n.articles, 0) / nullif(w.articles, 0), 4) AS share"""

_WEEK_BY_WEEK = """JOIN watched x JOIN clinics c ON c.id = x.clinic_id
    JOIN calendar k ON k.week >= x.since
    LEFT JOIN clinic_weeks w ON w.clinic_id = x.clinic_id AND w.week = k.week
    LEFT JOIN mention_weeks n ON n.theme = t.theme AND n.claim = t.claim AND n.clinic_id = x.clinic_id
        AND n.week = k.week"""

THEME_TREND = f"""
    {_CALENDAR}
    SELECT k.week, c.slug AS clinic, t.theme, {_COUNTED}
    FROM (SELECT DISTINCT theme, claim FROM mention_weeks WHERE claim = '') t
    {_WEEK_BY_WEEK}
"""

CLAIM_HISTORY = f"""
    {_CALENDAR}
    SELECT k.week, c.slug AS clinic, t.theme, t.claim, {_COUNTED}
    FROM (SELECT DISTINCT theme, claim FROM mention_weeks WHERE claim != '') t
    {_WEEK_BY_WEEK}
"""

VIEWS = {
    "latest_articles": LATEST_ARTICLES,
    "change_log": CHANGE_LOG,
    "clinic_health": CLINIC_HEALTH,
    "theme_trend": THEME_TREND,
    "claim_history": CLAIM_HISTORY,
}
