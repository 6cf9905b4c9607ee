"""Whether a clinic is watched well, by what its row says and how often it is to be looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.config import load
from monitor.config.clinics import REVISIT
from monitor.errors import ConfigurationError
from monitor.store import verdict


def judged(row: dict[str, Any], workspace: Path, now: datetime) -> str:
    """The verdict about a clinic as the desk's reads give it."""
    revisits = _revisits(workspace, _written_at(workspace / "clinics.toml"))
    return verdict(
        outcome=row["outcome"],
        reason=row["reason"],
        last_good=row["last_good"],
        live=row.get("live", 0),
        failing=row.get("failing", 0),
        revisit=revisits.get(row["slug"], REVISIT.default),
        now=now,
    )


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=4)
def _revisits(workspace: Path, _written_at: int) -> dict[str, timedelta]:
    """How often each clinic's pages are to be seen; a file that is wrong says nothing about it."""
    try:
        return {clinic.slug: clinic.revisit for clinic in load(workspace).clinics}
    except ConfigurationError:
        return {}
