"""docs/configuration.md against the definitions that the checks use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.config import SETTINGS, THEMES, load
from monitor.config.reading import Key, Section, parse_text
from monitor.config.workspace import FILES
from monitor.records import CHANGE_KINDS, SIGNAL_KINDS
from tests.config.helpers import workspace

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def part(text: str, heading: str) -> str:
    """Text below a heading, up to the next one of its level."""
    level = heading.partition(" ")[0]
    return text.partition(f"\n{heading}\n")[2].partition(f"\n{level} ")[0]


def walk(section: Section, outer: str = "") -> Iterator[tuple[str, Key[Any]]]:
    """Every key below a section, with the heading that it is documented under."""
    dotted = f"{outer}{section.name}"
    brackets = f"`[[{dotted}]]`" if section.many else f"`[{dotted}]`"
    for key in section.keys:
        yield (f"### {brackets}" if section.name else "### Top of the file"), key
    for inner in section.sections:
        yield from walk(inner, f"{dotted}." if section.name else "")


KEYS = [(file, heading, key) for file, top in FILES.items() for heading, key in walk(top)]


def row(file: str, heading: str, key: Key[Any]) -> list[str]:
    """Cells of a key's row in the page: key, type, default, meaning, example."""
    text = part(part(PAGE, f"## {file}"), heading)
    match = re.search(rf"^\| `{key.name}` \|.*\|$", text, re.MULTILINE)
    assert match, f"{key.name} is not documented under {file}, {heading}"
    return [cell.strip() for cell in match.group().strip("|").split("|")]


def read_cell(cell: str, file: str, key: Key[Any]) -> object:
    """Read a value as it stands in the page, through the key's own check."""
    found: list[Any] = []
    document = parse_text(file, f"value = {cell.strip('`')}", found)
    assert document, cell
    value = key.check(document.top.inside(key.name, document.data["value"]))
    assert found == [], cell
    return value


@pytest.mark.parametrize(("file", "heading", "key"), KEYS, ids=lambda value: getattr(value, "name", None))
def test_key_is_documented_with_its_default_and_an_example(file: str, heading: str, key: Key[Any]) -> None:
    """Each key has a row under its table, the default there is the real one, and the example is accepted."""
    cells = row(file, heading, key)
    if key.needed:
        assert cells[2] == "needed"
    elif cells[2].startswith("`"):
        assert read_cell(cells[2], file, key) == key.default
    else:
        assert cells[2] in ("from `url`", "from `slug`", "by `security`")
    if heading != "### `[defaults]`":
        assert read_cell(cells[4], file, key) is not None


def test_settings_name_every_key_of_every_file() -> None:
    """The list for other tests comes from the same definitions, with dotted names."""
    assert {file: len(names) for file, names in SETTINGS.items()} == {
        file: sum(name == file for name, _, _ in KEYS) for file in FILES
    }
    assert {"contact", "defaults.delay", "clinics.delay"} <= set(SETTINGS["clinics.toml"])
    assert {"hedges", "themes.slug", "themes.claims.slug"} <= set(SETTINGS["lexicon.toml"])
    assert {"smtp.host", "monitor.sender", "subscriptions.to"} <= set(SETTINGS["alerts.toml"])


@pytest.mark.parametrize("word", [*CHANGE_KINDS, *SIGNAL_KINDS, *THEMES])
def test_every_word_that_may_be_given_is_documented(word: str) -> None:
    """Kinds, signals and themes are all listed."""
    assert f"`{word}`" in PAGE


def test_examples_of_the_page_load(tmp_path: Path) -> None:
    """The example at the head of each file's part is a valid file."""
    texts = {}
    for file in FILES:
        lines = part(PAGE, f"## {file}").split("\n### ")[0].splitlines()
        texts[file] = "\n".join(line[4:] for line in lines if line.startswith("    "))
        assert tomllib.loads(texts[file])
    folder = workspace(tmp_path, texts["clinics.toml"], texts["lexicon.toml"], None)
    assert [clinic.slug for clinic in load(folder).clinics] == ["harbor-lights-example", "quiet-ridge"]
    (folder / "lexicon.toml").unlink()
    folder = workspace(tmp_path, texts["clinics.toml"], None, texts["alerts.toml"])
    assert load(folder).alerts.subscriptions[0].name == "Marketing"
