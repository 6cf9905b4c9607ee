"""``monitor init``: a new workspace."""

from __future__ import annotations

import pytest

from monitor.config import load
from tests.cli.running import assert_refused, call

FILES = ["alerts.toml", "clinics.toml", "lexicon.toml"]


def test_three_files_that_can_be_used_at_once(tmp_path):
    """They are named, they are right as they are, and the next step is said."""
    folder = tmp_path / "some where" / "clinics"
    result = call("init", folder)
    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == FILES
    *written, following = result.stdout.splitlines()
    assert sorted(line.removeprefix(f"written: {folder}/") for line in written) == FILES
    assert following == f"next: monitor add https://www.example.com/blog/ --data '{folder}'"
    assert load(folder).clinics == ()


def test_the_default_is_the_workspace_that_the_other_commands_use(tmp_path, monkeypatch):
    """``$MONITOR_DATA``; then the next step needs no ``--data``."""
    monkeypatch.setenv("MONITOR_DATA", str(tmp_path / "chosen"))
    result = call("init", env={"MONITOR_DATA": str(tmp_path / "chosen")})
    assert sorted(path.name for path in (tmp_path / "chosen").iterdir()) == FILES
    assert result.stdout.endswith("next: monitor add https://www.example.com/blog/\n")


@pytest.mark.parametrize("name", FILES)
def test_what_is_there_is_not_touched(tmp_path, name):
    """One of the files is enough; nothing is written beside it."""
    (tmp_path / name).write_text("mine")
    assert_refused(call("init", tmp_path), 2, str(tmp_path), name, "nothing was written")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("place", ["/etc/passwd", "/proc/nowhere", "/dev/null/x"])
def test_a_place_that_cannot_be_written_is_named(place):
    """A file, a folder of the kernel's."""
    assert_refused(call("init", place), 2, place)


def test_an_empty_name_is_no_place():
    """What an unset variable in a script comes to."""
    assert_refused(call("init", ""), 2, "DIR")
