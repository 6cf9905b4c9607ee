"""What themes, claims, red flags and disclosures are called, for people."""

from __future__ import annotations

from monitor.config.lexicon import Lexicon


class Titles:
    """The titles of a lexicon.

    Args:
        lexicon: None: nothing has a title, and slugs have to do.
    """

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._titles: dict[tuple[str, str], str] = {}
        if lexicon is None:
            return
        for theme in lexicon.themes:
            self._titles[theme.slug, ""] = theme.title
            self._titles |= {(theme.slug, claim.slug): claim.title for claim in theme.claims}
        self._titles |= {("", flag.slug): flag.title for flag in lexicon.red_flags}
        self._titles |= {("", disclosure.slug): disclosure.title for disclosure in lexicon.disclosures}

    def called(self, theme: str | None, claim: str | None = "") -> str:
        """The claim, or without one the theme, by its title; by its slug where that has none any more."""
        key = (theme or "", claim or "")
        slug = claim or theme or ""
        plain = slug.replace("_", " ").replace("-", " ").capitalize()
        return self._titles.get(key) or self._titles.get(("", claim or "")) or plain
