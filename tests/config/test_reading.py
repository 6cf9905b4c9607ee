"""Files that are missing, broken or misspelt, and all their problems at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import load
from monitor.config.reading import parse_document
from monitor.config.workspace import FILES
from monitor.errors import ConfigurationError
from monitor.records import Problem
from tests.config.helpers import CLINIC, only_problem, problems, workspace


def test_missing_watch_list_says_monitor_init(tmp_path: Path) -> None:
    """A folder without clinics.toml is refused with the command that makes one."""
    problem = only_problem(tmp_path)
    assert (problem.file, problem.line, problem.wrong) == ("clinics.toml", None, "is missing")
    assert f"monitor init {tmp_path}" in problem.right


def test_missing_folder_is_a_missing_watch_list(tmp_path: Path) -> None:
    """A folder that does not exist, or is a file, is refused like an empty one."""
    (tmp_path / "file").write_text("")
    assert only_problem(tmp_path / "nowhere").wrong == "is missing"
    assert only_problem(tmp_path / "file").wrong == "is missing"


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """A syntax error in one file hides nothing in the others, and the order is by file and line."""
    folder = workspace(
        tmp_path,
        clinics='contact = "x"\n[[clinics]]\nurl = "http://a.example"\ndelay = -1\n[[clinics]]\ndely = 2\n',
        lexicon="hedges = [\n'may',\n",
        alerts='[[subscriptions]]\nname = "x"\nto = ["a@example.com"]\nthemes = ["pricing"]\nhour = 24\n',
    )
    assert [(p.file, p.line, p.key) for p in problems(folder)] == [
        ("clinics.toml", 1, "contact"),
        ("clinics.toml", 4, "clinics[1].delay"),
        ("clinics.toml", 5, "clinics[2].url"),
        ("clinics.toml", 6, "clinics[2].dely"),
        ("lexicon.toml", 2, ""),
        ("alerts.toml", 4, "subscriptions[1].themes[1]"),
        ("alerts.toml", 5, "subscriptions[1].hour"),
    ]


def test_message_has_file_line_key_fault_and_remedy(tmp_path: Path) -> None:
    """The error's text has one line per problem, each complete."""
    folder = workspace(tmp_path, clinics=CLINIC + 'delay = "5"\nrevist = "7d"\n')
    with pytest.raises(ConfigurationError) as caught:
        load(folder)
    assert sorted(str(caught.value).splitlines()) == [
        "clinics.toml:3: clinics[1].delay: is text; give a number from 0 to 3600, without quotes",
        "clinics.toml:4: clinics[1].revist: is not a known key; did you mean `revisit`?",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = \n", 1),
        ('contact = ""\ncontact = ""\n', 2),
        ('contact = "\n', 1),
        ("[[clinics]]\n[clinics]\n", 2),
        ("[[clinics]]\nignore = [\n'a',\n\n\n", 3),
        ("\n\nx = 1 y = 2", 3),
    ],
)
def test_syntax_error_has_its_line(tmp_path: Path, text: str, line: int) -> None:
    """What is no TOML is refused with the line, an unclosed list with the last line that says something."""
    problem = only_problem(workspace(tmp_path, clinics=text))
    assert (problem.line, problem.wrong[:17]) == (line, "is not valid TOML")


def test_file_that_is_not_utf8_has_its_line(tmp_path: Path) -> None:
    """Bytes of another encoding are refused where they stand."""
    (tmp_path / "clinics.toml").write_bytes(b'# list\ncontact = ""\n# caf\xe9\n')
    problem = only_problem(tmp_path)
    assert (problem.line, problem.wrong) == (3, "is not valid UTF-8 text")


@pytest.mark.parametrize("name", FILES)
def test_folder_in_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    """A folder with a file's name is a problem of that file."""
    workspace(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    problem = only_problem(tmp_path)
    assert problem.file == name
    assert problem.wrong.startswith("cannot be read")


@pytest.mark.parametrize("name", ["lexicon.toml", "alerts.toml"])
def test_link_to_nowhere_is_not_an_absent_file(tmp_path: Path, name: str) -> None:
    """A dangling link is refused: silently doing without the file would be a surprise."""
    workspace(tmp_path)
    os.symlink(tmp_path / "gone", tmp_path / name)
    assert only_problem(tmp_path).file == name


def test_byte_order_mark_and_windows_lines_are_accepted(tmp_path: Path) -> None:
    """A file saved by a Windows editor is read, and its lines are counted right."""
    text = '[[clinics]]\r\nurl = "https://a.example.com"\r\nignore = [\r\n".a",\r\n"]"]\r\n'
    (tmp_path / "clinics.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert only_problem(tmp_path).line == 5


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        "delay = " + "1" * 5000,
        "[[clinics]]\ndelay = 0x" + "f" * 5000,
        "a" * 4_000_001,
        "x." * 3000 + "x = 1",
        "\0",
    ],
    ids=["deep", "digits", "hex", "large", "dots", "null"],
)
def test_absurd_file_is_a_problem_not_a_crash(tmp_path: Path, text: str) -> None:
    """Nesting, digits and size beyond all reason are refused like any other mistake."""
    assert problems(workspace(tmp_path, clinics=text))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """No content of a file makes anything but problems."""
    found: list[Problem] = []
    document = parse_document("clinics.toml", raw, found)
    assert (document is None) == bool(found)


@pytest.mark.parametrize(
    ("text", "key", "right"),
    [
        ("[clinics]\nurl = 'https://a.example.com'\n", "clinics", "`[[clinics]]`"),
        ("clinics = ['https://a.example.com']\n", "clinics[1]", "`[[clinics]]`"),
        ("[[defaults]]\ndelay = 1\n", "defaults", "`[defaults]`"),
        ("[default]\ndelay = 1\n", "default", "`defaults`"),
        (
            "[[clinics]]\nurl = 'https://a.example.com'\nMax-Pages = 3\n",
            "clinics[1].Max-Pages",
            "`max_pages`",
        ),
        ("zzz = 1\n", "zzz", "allow_private_addresses, contact, defaults, clinics"),
        ("[defaults]\nslug = 'x'\n", "defaults.slug", "pages, include"),
        ("'odd key' = 1\n", "'odd key'", "known here"),
    ],
)
def test_misplaced_or_misspelt_name_is_explained(tmp_path: Path, text: str, key: str, right: str) -> None:
    """Wrong brackets say which are right; an unknown key names the nearest known one, or all."""
    problem = only_problem(workspace(tmp_path, clinics=text))
    assert problem.key == key
    assert right in problem.right
