"""Whatever a user can ask for is written down: every command, option, setting and view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor.cli import main
from monitor.config import SETTINGS
from monitor.store import VIEWS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
SETTINGS_PAGE = ROOT / "docs" / "configuration.md"
DATABASE_PAGE = ROOT / "docs" / "database.md"


def read(*pages: Path) -> str:
    """Text of some pages, one after the other."""
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def mentions(text: str, name: str) -> bool:
    """Whether a name stands in the text as code, not as part of a longer name."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def commands(group: click.Group = main) -> Iterator[tuple[str, click.Command]]:
    """Every command, with the words that call it."""
    with click.Context(group, info_name="monitor") as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield f"monitor {name}", command


COMMANDS = dict(commands())


def test_there_are_commands() -> None:
    """So that the tests below are about something."""
    assert len(COMMANDS) >= 11


@pytest.mark.parametrize("call", COMMANDS)
def test_command_is_documented(call: str) -> None:
    """Each command stands in the README or in docs/commands.md, and each of its options in the latter."""
    assert mentions(read(README, COMMANDS_PAGE), call)
    page = read(COMMANDS_PAGE)
    for option in COMMANDS[call].params:
        names = [*option.opts, *option.secondary_opts]  # the latter are the --no-... of a switch
        if isinstance(option, click.Option) and not option.hidden:
            assert any(mentions(page, name) for name in names), option.name


@pytest.mark.parametrize("call", COMMANDS)
def test_command_has_help_with_an_example(call: str) -> None:
    """`--help` of each command says what it does and shows a call of it."""
    command = COMMANDS[call]
    with click.Context(command, info_name=call) as context:
        text = command.get_help(context)
    assert command.get_short_help_str()
    head, _, example = text.partition("Example")
    assert head.strip()
    assert mentions(example, call)


@pytest.mark.parametrize(
    ("file", "setting"), [(file, name) for file, names in SETTINGS.items() for name in names]
)
def test_setting_is_documented(file: str, setting: str) -> None:
    """Each key of a file of the workspace stands in that file's section of docs/configuration.md."""
    section = read(SETTINGS_PAGE).partition(f"\n## {file}")[2].partition("\n## ")[0]
    assert f"`{setting.rpartition('.')[2]}`" in section


@pytest.mark.parametrize("view", VIEWS)
def test_view_is_documented(view: str) -> None:
    """Each view that analysts rely on stands in docs/database.md."""
    assert mentions(read(DATABASE_PAGE), view)


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link on a page names a file that exists."""
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(page))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []
