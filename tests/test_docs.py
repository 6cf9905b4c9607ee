"""Whatever a user can ask for is written down: every command, option, setting and view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from sqlite_utils import Database

from monitor.cli import main
from monitor.config import SETTINGS
from monitor.store import VIEWS, open_database
from monitor.version import SUPPRESSIONS
from tests.cli.test_add import KEYS as ADD_KEYS
from tests.cli.test_alert import KEYS as ALERT_KEYS
from tests.cli.test_blame import KEYS as BLAME_KEYS
from tests.cli.test_changes import KEYS as CHANGE_KEYS
from tests.cli.test_crawl import SUMMARY_KEYS
from tests.cli.test_export import COLUMNS
from tests.cli.test_lexicon import KEYS as LEXICON_KEYS
from tests.cli.test_trend import KEYS as TREND_KEYS

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


def section_of(page: Path, heading: str) -> str:
    """The text under a heading, up to the next one of its rank."""
    rank = heading.partition(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}\b[^\n]*\n(.*?)(?=^#{{1,{len(rank)}}} |\Z)",
        read(page),
        re.MULTILINE | re.DOTALL,
    )
    return found[1] if found else ""


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
    assert len(COMMANDS) >= 12


@pytest.mark.parametrize("call", COMMANDS)
def test_command_is_documented(call: str) -> None:
    """Each command has a section of docs/commands.md, and each of its options stands there or above all."""
    section = section_of(COMMANDS_PAGE, f"## {call}")
    assert len(section.split()) > 15
    general = read(COMMANDS_PAGE).partition("\n## ")[0]
    for option in COMMANDS[call].params:
        names = [*option.opts, *option.secondary_opts]  # the latter are the --no-... of a switch
        if isinstance(option, click.Option) and not option.hidden:
            assert any(mentions(section + general, name) for name in names), option.name


def test_no_command_is_documented_that_is_not_there() -> None:
    """A section of a command that was renamed or dropped goes with it."""
    headed = re.findall(r"^## (monitor \w+)", read(COMMANDS_PAGE), re.MULTILINE)
    assert sorted(headed) == sorted(COMMANDS)


@pytest.mark.parametrize(
    ("call", "keys"),
    [
        ("monitor add", ADD_KEYS),
        ("monitor blame", BLAME_KEYS),
        (
            "monitor borrowed",
            {"common", "clinics", "passages", "text", "since", "may_be_older", "url", "page_id"},
        ),
        ("monitor alert", ALERT_KEYS),
        ("monitor changes", CHANGE_KEYS),
        ("monitor crawl", SUMMARY_KEYS),
        ("monitor trend", TREND_KEYS),
        ("monitor export", {*COLUMNS["versions"]}),
        ("monitor lexicon", LEXICON_KEYS),
    ],
)
def test_key_of_json_is_documented(call: str, keys: set[str]) -> None:
    """Each key that a command prints stands in its section."""
    section = section_of(COMMANDS_PAGE, f"## {call}")
    assert [key for key in sorted(keys) if not mentions(section, key)] == []


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


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A new database."""
    opened = open_database(tmp_path_factory.mktemp("docs"))
    yield opened
    opened.close()


@pytest.mark.parametrize("view", VIEWS)
def test_view_is_documented(view: str, database: Database) -> None:
    """Each view that analysts rely on has a section of docs/database.md that names all of its columns."""
    section = section_of(DATABASE_PAGE, f"### {view}")
    assert section
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({view})")]
    assert [column for column in columns if not mentions(section, column)] == []


def test_table_is_documented(database: Database) -> None:
    """Each table that a reader of the database meets stands in docs/database.md."""
    section = section_of(DATABASE_PAGE, "## Tables")
    tables = [name for name in database.table_names() if not name.startswith(("_", "sqlite_"))]
    assert len(tables) > 10
    assert [name for name in tables if f"`{name}`" not in section] == []


def test_sql_examples_run(database: Database) -> None:
    """Every query of docs/database.md is one that the database understands."""
    blocks = re.findall(r"(?:^    [^\n]*\n)+", read(DATABASE_PAGE), re.MULTILINE)
    assert len(blocks) >= 3
    for block in blocks:
        database.execute(block.strip().rstrip(";"), {"page": 1, "version": 1}).fetchall()


@pytest.mark.parametrize("module", ["fetch.failures", "version.content", "version.judge"])
def test_reason_is_documented(module: str) -> None:
    """Each reason that a visit can have, as the modules that give them list them, is explained to readers."""
    said = import_module(f"monitor.{module}").__doc__ or ""
    reasons = re.findall(r"``([a-z_0-9]+)``", said) + re.findall(r"^ {4}([a-z_]+) {2,}\w", said, re.MULTILINE)
    assert len(reasons) > 5
    page = read(DATABASE_PAGE)
    assert [each for each in reasons if each != "stopped" and not mentions(page, each)] == []


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link on a page names a file that exists."""
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(page))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("reason", SUPPRESSIONS)
def test_reason_for_telling_nothing_is_documented(reason: str) -> None:
    """Whoever asks why something was not told finds the word explained."""
    assert mentions(section_of(DATABASE_PAGE, "## Visits: outcomes and reasons"), reason)
