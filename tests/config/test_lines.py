"""Lines of keys, beside what ``tomllib`` reads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.lines import KeyPath, find_line, lines_of

TRICKY = '''\
# [not] = "a table"
top = "a # b = [c]"   # [[clinics]]
list = [ # first
  "one]", 'two = "', # url = 1

  [1, 2],
  { a = 1, b = [
    3] },
]
text = """
[[clinics]]
url = "x" \\"""
""""
raw = \'\'\'
key = ']'\'\'\'
"quoted.key" . inner = 1
[[clinics]]
url = "a"

 [[ clinics ]]   # comment
  url = 'b'
  [clinics.more]
  deep.er = 2
[[themes]]
[[themes.claims]]
slug = "x"
[[themes.claims]]
slug = "y"
[[themes]]
[[themes.claims]]
slug = "z"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("list",), 3),
        (("list", 0), 4),
        (("list", 1), 4),
        (("list", 2), 6),
        (("list", 2, 1), 6),
        (("list", 3), 7),
        (("list", 3, "b", 0), 7),
        (("text",), 10),
        (("raw",), 14),
        (("quoted.key",), 16),
        (("quoted.key", "inner"), 16),
        (("clinics",), 17),
        (("clinics", 0), 17),
        (("clinics", 0, "url"), 18),
        (("clinics", 0, "missing"), 17),
        (("clinics", 1), 20),
        (("clinics", 1, "url"), 21),
        (("clinics", 1, "more"), 22),
        (("clinics", 1, "more", "deep", "er"), 23),
        (("themes", 0, "claims", 0, "slug"), 26),
        (("themes", 0, "claims", 1, "slug"), 28),
        (("themes", 1, "claims", 0, "slug"), 31),
        (("nowhere",), None),
    ],
)
def test_line_of_a_key_is_found(path: KeyPath, line: int | None) -> None:
    """Comments, strings, lists over lines, dotted keys and nested tables do not shift a line."""
    assert tomllib.loads(TRICKY)
    assert find_line(lines_of(TRICKY), path) == line


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key and item of parsed TOML, with the items of lists."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from paths(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield (*path, place)
            yield from paths(inner, (*path, place))


def test_every_key_of_a_text_has_a_line() -> None:
    """No key that ``tomllib`` sees is unknown to the scan, but those inside inline tables and inner lists."""
    known = lines_of(TRICKY)
    missing = [path for path in paths(tomllib.loads(TRICKY)) if path not in known]
    assert all(path[0] == "list" and len(path) > 2 for path in missing)


STRINGS = st.text(alphabet=st.sampled_from("a=[]{}#,'.\\ \n\"é"), max_size=12)


def written(text: str) -> str:
    """Write a TOML basic string."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\n", "\\n") + '"'


@given(st.lists(st.tuples(STRINGS, st.lists(STRINGS, max_size=3), STRINGS), max_size=6))
def test_lines_hold_for_any_strings(tables: list[tuple[str, list[str], str]]) -> None:
    """Whatever stands in keys, strings, lists and comments, each key is found on its own line."""
    lines: list[str] = []
    expected: dict[KeyPath, int] = {}
    for place, (key, items, comment) in enumerate(tables):
        lines.append("[[t]] # " + comment.replace("\n", " "))
        expected["t", place] = len(lines)
        lines.append(f"k{written(key)[:0]} = {written(key)}")
        expected["t", place, "k"] = len(lines)
        lines.append(f"{written('q' + key)} = [")
        expected["t", place, "q" + key] = len(lines)
        for number, item in enumerate(items):
            lines.append(f"  {written(item)}, # {comment!r}")
            expected["t", place, "q" + key, number] = len(lines)
        lines.append("]")
        lines.append('m = """' + comment.replace("\\", "").replace('"', "'") + '\n"""')
        expected["t", place, "m"] = len(lines)
        lines = "\n".join(lines).split("\n")
    text = "\n".join(lines)
    tomllib.loads(text)
    known = lines_of(text)
    assert {path: known.get(path) for path in expected} == expected
