"""What the files of the workspace say that pages need: how often to look, and what themes are called.

They are read again when they were written to; while one is wrong, what was said before it stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.config import Lexicon, Titles, load
from monitor.config.clinics import REVISIT
from monitor.errors import ConfigurationError
from monitor.store import verdict

FILES = ("clinics.toml", "lexicon.toml")


class Configured:
    """What is taken from the files.

    Args:
        revisits: how often each clinic's pages are to be seen, by slug.
        titles: of themes, claims and the like.
        rules: of red flags, by slug.
        lexicon: None while it cannot be read.
    """

    def __init__(
        self,
        revisits: dict[str, timedelta],
        titles: Titles,
        rules: dict[str, str],
        lexicon: Lexicon | None = None,
    ) -> None:
        self._revisits = revisits
        self.titles = titles
        self.rules = rules
        self.lexicon = lexicon

    def verdict(self, row: dict[str, Any], now: datetime) -> str:
        """Whether a clinic is watched well, by its row as the desk reads it."""
        return verdict(
            outcome=row["outcome"],
            reason=row["reason"],
            last_good=row["last_good"],
            live=row.get("live", 0),
            failing=row.get("failing", 0),
            revisit=self._revisits.get(row["slug"], REVISIT.default),
            now=now,
        )


def configured(workspace: Path) -> Configured:
    """What the files say now."""
    written = tuple(
        path.stat().st_mtime_ns if path.is_file() else 0 for path in (workspace / name for name in FILES)
    )
    return _read(workspace, written)


_last_good: dict[Path, Configured] = {}


@lru_cache(maxsize=4)
def _read(workspace: Path, _written: tuple[int, ...]) -> Configured:
    try:
        config = load(workspace)
    except ConfigurationError:
        return _last_good.get(workspace) or Configured({}, Titles(), {})
    revisits = {clinic.slug: clinic.revisit for clinic in config.clinics}
    rules = {flag.slug: flag.rule for flag in config.lexicon.red_flags}
    _last_good[workspace] = Configured(revisits, Titles(config.lexicon), rules, config.lexicon)
    return _last_good[workspace]
