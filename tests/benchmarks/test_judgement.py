"""The benchmark of judgement: what it prints, and how it compares real histories with their labels."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks.figure import Figure
from tests.benchmarks.judgement import figures, main
from tests.worlds.scoring import Score

BODY = (
    "<html><head><title>Terms</title></head><body><main><h1>Terms</h1><p>A visit is {price}, half of it is"
    " due when you book.</p><p>Write to the head nurse, who answers within five working days.</p></main>"
    "<!-- {stamp} --><footer>{stamp} guests</footer></body></html>"
)


def test_figures_tell_events_and_noises_apart() -> None:
    """Recall by kind of event; false reports, duplicates and wrong kinds by class of noise."""
    product = Score(
        due=Counter(word=4, moved=1), found=Counter(word=3), wrong=Counter(moved=1), reports=6,
        false=Counter(consent=1), doubled=Counter(outage=1), missed=Counter(consent=1),
        mistaken=Counter(outage=1),
    )  # fmt: skip
    told = {figure.bench: figure for figure in figures("w", product, Score(), ["consent", "outage"])}
    assert (told["w: recall"].value, told["w: recall"].is_met) == (0.6, False)
    assert (told["w: precision"].value, told["w: duplicates"].value, told["w: wrong kinds"].value) == (
        0.5,
        1,
        1,
    )
    assert (told["w: event word"].value, told["w: event moved"].detail["wrong_kind"]) == (0.75, 1)
    assert (told["w: noise consent"].value, told["w: noise consent"].detail["missed"]) == (1, 1)
    assert (told["w: noise outage"].value, told["w: noise outage"].detail["duplicates"]) == (0, 1)
    assert told["w: noise nothing"].is_met


def test_absent_histories_are_skipped_with_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are no part of the project, and nothing fails without them."""
    assert main(["--real-only", "--real", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["detail"].startswith("skipped")


@pytest.mark.slow
def test_packed_histories_are_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit with a label is found; the same edit without one is a false report; footers are neither."""
    states = [("$400", 1), ("$420", 2), ("$420", 3), ("$440", 4), ("$440", 5)]
    ticks = []
    for number, (price, stamp) in enumerate(states):
        body = tmp_path / "bodies" / f"{number}.html"
        body.parent.mkdir(exist_ok=True)
        body.write_text(BODY.format(price=price, stamp=stamp))
        at = f"2025-03-0{number + 1}T00:00:00Z"
        ticks.append({"n": number, "body": f"bodies/{number}.html", "date": at, "text": price})
    page = {"id": "terms", "url": "/terms/", "ticks": ticks}
    (tmp_path / "manifest.json").write_text(
        json.dumps({"sites": [{"host": "pinehollow.example", "pages": [page]}]})
    )
    label = {
        "host": "pinehollow.example",
        "page": "terms",
        "from": 0,
        "to": 1,
        "label": "real",
        "kind": "edited",
    }
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "labels.jsonl").write_text(json.dumps(label) + "\n")
    with tarfile.open(packed / "pages.tar.xz", "w:xz") as archive:
        for name in ("manifest.json", "bodies"):
            archive.add(tmp_path / name, name)
    assert main(["--real-only", "--real", str(packed)]) == 1
    told = [Figure(**json.loads(line)) for line in capsys.readouterr().out.splitlines()]
    by_name = {figure.bench: figure for figure in told}
    false, edits = by_name["real pages: false reports"], by_name["real pages: edits found"]
    assert (false.value, false.detail["reports"], false.detail["naive"]) == (250.0, ["terms 3 edited"], 250.0)
    assert (edits.value, edits.detail["missed"]) == (1.0, [])
