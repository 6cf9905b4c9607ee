"""New workspaces, and clinics appended to a watch list."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import append_clinic, create_workspace, find_workspace, load
from monitor.config.workspace import TEMPLATES
from monitor.errors import ConfigurationError, UsageError
from tests.config.helpers import CLINIC

URL = "https://harbor-lights.example.com/"
NAMES = ("clinics.toml", "lexicon.toml", "alerts.toml")
ROOT = Path(__file__).parents[2]


def test_new_workspace_loads_as_it_is(tmp_path: Path) -> None:
    """The commented files are complete: no clinic, the whole lexicon, no alert."""
    folder = tmp_path / "a" / "b"
    assert create_workspace(folder) == tuple(folder / name for name in NAMES)
    config = load(folder)
    assert (config.clinics, config.alerts.subscriptions, config.alerts.smtp) == ((), (), None)
    assert len(config.lexicon.themes) == 14


@pytest.mark.parametrize("name", NAMES)
def test_existing_file_stops_the_whole_workspace(tmp_path: Path, name: str) -> None:
    """With one of the files there, even as a dangling link, nothing is written."""
    os.symlink("nowhere", tmp_path / name)
    with pytest.raises(UsageError, match=name):
        create_workspace(tmp_path)
    assert os.listdir(tmp_path) == [name]


def test_workspace_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """A file with the folder's name stays as it is."""
    (tmp_path / "data").write_text("mine")
    with pytest.raises(UsageError, match="cannot write"):
        create_workspace(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "mine"


@pytest.mark.parametrize("name", NAMES)
def test_default_workspace_is_a_new_workspace(name: str) -> None:
    """The committed data folder holds the packaged files, byte for byte."""
    assert (ROOT / "data" / name).read_bytes() == (TEMPLATES / name).read_bytes()


@pytest.mark.parametrize("name", ["clinics.toml", "alerts.toml"])
def test_commented_examples_are_valid(tmp_path: Path, name: str) -> None:
    """With its comment signs taken away, each example loads."""
    create_workspace(tmp_path)
    append_clinic(
        tmp_path / "clinics.toml", "https://elsewhere.example.com", "quiet-ridge" if "al" in name else None
    )
    lines = (tmp_path / name).read_text().splitlines()
    bare = [line.removeprefix("# ") if "=" in line or "# [" in line else line for line in lines]
    (tmp_path / name).write_text("\n".join(bare))
    config = load(tmp_path)
    assert len(config.clinics) == (3 if name == "clinics.toml" else 1)
    assert bool(config.alerts.subscriptions) == (name == "alerts.toml")


LISTS = {
    "empty": "",
    "template": (TEMPLATES / "clinics.toml").read_text(),
    "no line end": CLINIC.rstrip(),
    "windows": "# list\n".replace("\n", "\r\n") + CLINIC.replace("\n", "\r\n") + "# end\r\n",
    "tables after": CLINIC + "  # mine\n\n[defaults]  # all\ndelay = 3\n# end\n",
    "comment last": CLINIC + "# [[clinics]]\n# url = 'later'\n\n\n",
    "inline list": "clinics = [\n  {url = 'https://ridge.example.com'}, # mine\n]\n[defaults]\ndelay = 2\n",
    "empty inline list": "# none\nclinics = []  # yet\n",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_appended_clinic_changes_nothing_else(tmp_path: Path, text: str) -> None:
    """The clinic is added at the end of the list; every line, comment and line end before it stays."""
    path = tmp_path / "clinics.toml"
    path.write_bytes(text.encode())
    assert append_clinic(path, URL, name='Harbor "Lights"') == "harbor-lights-example"
    after = path.read_bytes().decode()
    before = tomllib.loads(text)
    new = {"slug": "harbor-lights-example", "name": 'Harbor "Lights"', "url": URL}
    assert tomllib.loads(after) == {**before, "clinics": [*before.get("clinics", []), new]}
    if "clinics = [" not in text:
        assert after.startswith(text)
    assert re.findall(r"#[^\r\n]*", after) == re.findall(r"#[^\r\n]*", text)
    assert ("\r\n" in after) == (after.count("\n") == after.count("\r\n"))
    assert load(tmp_path).clinics[-1].url == URL


def test_clinics_can_be_appended_one_after_the_other(tmp_path: Path) -> None:
    """Three appended clinics are three clinics in their order, parted by empty lines."""
    create_workspace(tmp_path)
    path = tmp_path / "clinics.toml"
    for name in ("one", "two", "three"):
        assert append_clinic(path, f"https://{name}.example.com", slug=name) == name
    assert [clinic.slug for clinic in load(tmp_path).clinics] == ["one", "two", "three"]
    assert path.read_text().endswith(
        '\n\n[[clinics]]\nslug = "two"\nurl = "https://two.example.com"\n'
        '\n[[clinics]]\nslug = "three"\nurl = "https://three.example.com"\n'
    )


@pytest.mark.parametrize(
    ("url", "slug", "name", "told"),
    [
        ("https://www.quiet-ridge.example.com/blog", None, None, "address of clinics"),
        (URL, "quiet-ridge-example", None, "slug of clinics"),
        ("https://quiet-ridge.example.org/blog/", None, None, "give"),
        (URL, "Not A Slug", None, "a-z"),
        (URL, "", None, "a-z"),
        (URL, None, "", "empty"),
        (URL, None, "a\nb", "one line"),
        ("ftp://example.com", None, None, "http"),
        ("https://[", None, None, "http"),
        ("https://example.com/\udcff", None, None, "http"),
        ("https://клиника.example", None, None, "no slug"),
    ],
)
def test_clinic_that_cannot_be_added_leaves_the_file_alone(
    tmp_path: Path, url: str, slug: str | None, name: str | None, told: str
) -> None:
    """A repeated or wrong address, slug or name is refused; the file and the folder stay as they are."""
    path = tmp_path / "clinics.toml"
    path.write_text(CLINIC)
    with pytest.raises(UsageError, match=told):
        append_clinic(path, url, slug, name)
    assert path.read_text() == CLINIC
    assert os.listdir(tmp_path) == ["clinics.toml"]


@pytest.mark.parametrize("text", [None, "[[clinics", CLINIC + "delay = -1\n"])
def test_nothing_is_appended_to_a_wrong_file(tmp_path: Path, text: str | None) -> None:
    """A watch list that is missing or wrong is refused with its problems and not touched."""
    path = tmp_path / "clinics.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigurationError):
        append_clinic(path, URL)
    assert (path.read_text() if path.exists() else None) == text


def test_link_and_permissions_survive(tmp_path: Path) -> None:
    """A watch list kept elsewhere and linked stays a link, with the permissions of its file."""
    real = tmp_path / "real.toml"
    real.write_text(CLINIC)
    real.chmod(0o640)
    link = tmp_path / "clinics.toml"
    link.symlink_to(real)
    append_clinic(link, URL)
    assert link.is_symlink()
    assert URL in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the file cannot be put in place, the old one stays and no temporary file is left."""

    def refuse(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "clinics.toml"
    path.write_text(CLINIC)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(UsageError, match="No space left"):
        append_clinic(path, URL)
    assert path.read_text() == CLINIC
    assert os.listdir(tmp_path) == ["clinics.toml"]


@given(st.text(max_size=30))
def test_any_name_arrives_or_is_refused(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """A name is read back as it was given, or refused; the file is valid either way."""
    folder = tmp_path_factory.mktemp("w")
    path = folder / "clinics.toml"
    path.write_text("")
    (folder / "lexicon.toml").write_text("")
    try:
        append_clinic(path, URL, name=name)
    except UsageError:
        assert path.read_text() == ""
    else:
        assert load(folder).clinics[0].name == name.strip()


def test_workspace_is_found_by_option_then_variable_then_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """--data wins over $MONITOR_DATA, which wins over ./data; empty ones do not count."""
    monkeypatch.setenv("MONITOR_DATA", "~/elsewhere")
    assert find_workspace("here") == Path("here")
    assert find_workspace(None) == Path.home() / "elsewhere"
    monkeypatch.setenv("MONITOR_DATA", "")
    assert find_workspace("") == Path("data")
    monkeypatch.delenv("MONITOR_DATA")
    assert find_workspace(None) == Path("data")


def test_clinics_added_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    """Each waits for the other's writing."""
    create_workspace(tmp_path)
    names = [f"clinic-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        added = threads.map(
            lambda name: append_clinic(tmp_path / "clinics.toml", f"https://{name}.example/"), names
        )
        assert len(list(added)) == 8
    assert {clinic.url for clinic in load(tmp_path).clinics} == {f"https://{name}.example/" for name in names}
