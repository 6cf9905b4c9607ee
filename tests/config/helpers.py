"""What the tests of the configuration share: a workspace made of texts, and its problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigurationError
from monitor.records import Problem

CLINIC = '[[clinics]]\nurl = "https://quiet-ridge.example.com/blog/"\n'


def workspace(
    folder: Path, clinics: str = CLINIC, lexicon: str | None = None, alerts: str | None = None
) -> Path:
    """Write the files of a workspace; None leaves a file out."""
    for name, text in (("clinics", clinics), ("lexicon", lexicon), ("alerts", alerts)):
        if text is not None:
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> tuple[Problem, ...]:
    """Load a workspace that has to be refused, and give every problem."""
    with pytest.raises(ConfigurationError) as caught:
        load(folder)
    return caught.value.problems


def only_problem(folder: Path) -> Problem:
    """Load a workspace that has to be refused for exactly one problem."""
    found = problems(folder)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]
