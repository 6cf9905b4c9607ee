"""The benchmarks themselves: each runs on a few pages and says what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import pytest

from tests.benchmarks.__main__ import BENCHES
from tests.benchmarks.figure import Figure
from tests.benchmarks.pages import FULL, article, page
from tests.benchmarks.world import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("name", BENCHES)
def test_benchmark_prints_a_figure(name: str) -> None:
    """One line of JSON with the name, a number, and a goal it can be held against."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", name, "--small"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    figure = Figure(**json.loads(line))
    assert figure.bench == name
    assert figure.value >= 0
    assert figure.unit
    assert figure.is_met in (True, False)


def test_unknown_benchmark_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong name is answered with the right ones."""
    from tests.benchmarks.__main__ import main

    with pytest.raises(SystemExit):
        main(["first_crwal"])
    assert "first_crawl" in capsys.readouterr().err


def test_pages_are_as_large_as_real_ones() -> None:
    """60 to 150 kB, and the same on every run."""
    for clinic, style in enumerate(FULL):
        for number, words in enumerate((500, 1300)):
            body = page(article(clinic, number, words), style, "http://127.0.5.1:8765")
            assert 60_000 < len(body) < 150_000
            assert body == page(article(clinic, number, words), style, "http://127.0.5.1:8765")


def test_an_edition_differs_in_one_word() -> None:
    """Of a thousand words exactly one is another one than in the edition before."""
    first = article(1, 1, 1000)
    texts = [str(first.edited(edition).paragraphs).split() for edition in range(40)]
    for before, after in pairwise(texts):
        assert len(before) == len(after) > 1000
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
