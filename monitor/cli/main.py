"""The command ``monitor``: all commands by name, each loaded when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from monitor.cli.group import Commands

NAMES = (
    "init", "add", "crawl", "alert", "changes", "diff", "blame", "borrowed", "trend", "lexicon", "status",
    "browse", "reextract", "reclassify", "export", "schedule", "demo",
)  # fmt: skip
"""Each is the name of a module in this package, and of the command in it."""


class LazyCommands(Commands):
    """Loads a command when it is asked for: a list of changes needs neither Scrapy nor Datasette."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - they are always the same
        """All names, in the order of the alphabet."""
        return sorted(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """One command, or None if there is none of this name."""
        if cmd_name not in NAMES:
            return None
        command: click.Command = getattr(import_module(f"monitor.cli.{cmd_name}"), cmd_name)
        return command


@click.group(
    cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="competitor-content-monitor", prog_name="monitor")
def main() -> None:
    """Record and report every real edit to what competing clinics say on their blogs.

    One folder is one monitor: --data DIR, else $MONITOR_DATA, else ./data.
    """
