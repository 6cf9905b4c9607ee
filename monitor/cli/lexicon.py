"""``monitor lexicon``: try the lexicon on some text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from monitor.classify import Find, Reading, find_numbers, reader, shown
from monitor.cli.options import data_option, json_option
from monitor.cli.terminal import Folder, coloured, json_line, width
from monitor.config import Lexicon, load_lexicon
from monitor.diff.printable import printable
from monitor.errors import UsageError
from monitor.extract import normal_form

EXAMPLES = """
\b
Examples:
  monitor lexicon test "Ketamine is not FDA-approved for depression."
  monitor lexicon test --json < passages.txt
"""

LABELS = {
    "theme": "theme", "claim": "claim", "red_flag": "red flag", "disclosure": "disclosure", "hedge": "hedge",
    "booster": "booster", "scale": "degree",
}  # fmt: skip


@click.group(epilog=EXAMPLES, short_help="Try the lexicon on some text.")
def lexicon() -> None:
    """Work with the lexicon: themes, claims, red flags, disclosures, hedges, boosters."""


@lexicon.command("test", epilog=EXAMPLES, short_help="Show what a text would match, and why.")
@click.argument("text", required=False)
@data_option
@json_option
def try_text(workspace: Path, text: str | None, as_json: bool) -> None:
    """Show what a text would match, and why.

    Without TEXT, passages are read from standard input, one per line.  The lexicon is that of the workspace,
    or the one of this release where the workspace has none.
    """
    if text is None and sys.stdin.isatty():
        raise UsageError('give a text, as in: monitor lexicon test "some text", or lines on standard input')
    words = load_lexicon(workspace)
    folder = Folder(width(), colour=coloured())
    for passage in [text] if text is not None else _lines():
        if as_json:
            click.echo(json_line(_row(passage, words)))
        else:
            for line in _shown(passage, words):
                for folded in folder.lines(line, rest="    "):
                    click.echo(folded, color=coloured())


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode(errors="replace").rstrip("\r\n")


def _row(text: str, words: Lexicon) -> dict[str, Any]:
    """What a passage comes to, as ``--json`` prints it."""
    reading = reader(words).read(normal_form(text))
    return {
        "text": text,
        "themes": [*reading.themes],
        "claims": [*reading.claims],
        "red_flags": [*reading.red_flags],
        "disclosures": [*reading.disclosures],
        "hedges": reading.slugs("hedge"),
        "boosters": reading.slugs("booster"),
        "numbers": [
            {"kind": each.kind, "low": each.low, "high": each.high, "unit": each.unit, "role": each.role}
            for each in find_numbers(reading.words)
        ],
    }


def _shown(text: str, words: Lexicon) -> Iterator[Text]:
    """What a passage comes to, as lines for a person."""
    reading = reader(words).read(normal_form(text))
    rules = {flag.slug: flag.rule for flag in words.red_flags}
    yield Text(printable(text), style="bold")
    if reading.themes:
        yield Text("  about: " + ", ".join(reading.themes))
    for find in sorted(reading.finds, key=lambda find: bool(find.void)):
        line = _told(find, reading)
        if find.subject.kind == "red_flag" and not find.void:
            line.append(f" [{rules[find.subject.slug]}]", style="red")
        yield line
    for number in find_numbers(reading.words):
        role = f", {number.role.replace('_', ' ')}" if number.role else ""
        yield Text(f"  number: {shown(number)} ({number.kind}{role})")
    if not reading.finds:
        yield Text("  nothing of the lexicon is found")


def _told(find: Find, reading: Reading) -> Text:
    """One pattern that was found, with the words that it matched, or why it does not count."""
    kind, slug, _ = find.subject
    words = " ".join(word.folded for word in reading.words[find.start : find.end])
    named = f" {slug}" if slug and kind != "scale" else ""
    line = Text(f"  {LABELS[kind]}{named}: “{printable(words)}” by the pattern “{find.pattern}”")
    if find.void:
        line.append(f"; does not count: {find.void}")
        line.stylize("dim")
    return line
