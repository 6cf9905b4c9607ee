"""Whole pages in the markup of the usual site builders; each folder of cases is one page with what it says.

``expected.txt`` has one passage per line. A sign tells the kind (``#`` heading, ``-`` item, ``|`` row,
``>`` quote, two spaces for a sentence that goes on with the block before), ``== part`` begins a part.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from monitor.extract import read
from monitor.records import Extract

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
SIGNS = {"heading": "# ", "item": "- ", "row": "| ", "quote": "> ", "sentence": ""}


def render(extract: Extract) -> str:
    """Write passages the way expected.txt does."""
    lines: list[str] = []
    part = "text"
    for passage in extract.passages:
        if passage.part != part:
            part = passage.part
            lines.append(f"== {part}")
        lines.append(("" if passage.begins else "  ") + SIGNS[passage.kind] + passage.text)
    return "\n".join(lines) + "\n"


def extract_case(case: Path) -> Extract:
    """Extract the page of a case."""
    address = case / "url.txt"
    url = address.read_text().strip() if address.exists() else f"https://{case.name}.example/post/"
    return read((case / "page.html").read_bytes(), "text/html; charset=utf-8", url, ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_gives_its_message_and_nothing_else(case: Path) -> None:
    """Every passage of the message is there, in order and in its part; furniture is not."""
    assert render(extract_case(case)) == (case / "expected.txt").read_text()


@pytest.mark.parametrize(
    "case", [c for c in CASES if (c / "metadata.json").exists()], ids=lambda case: case.name
)
def test_page_gives_its_metadata(case: Path) -> None:
    """Title without the site's name, dates as written, author and categories as stated."""
    expected = json.loads((case / "metadata.json").read_text())
    found = json.loads(json.dumps(asdict(extract_case(case).metadata)))
    assert {key: found[key] for key in expected} == expected
