"""``monitor schedule``: how to have it run by itself."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import click

from monitor.cli.options import data_option
from monitor.config import PASSWORD_FILE, load

PLAIN_WORD = re.compile(r"[\w./:@+,=-]+")
"""What needs no quotes."""

EXAMPLES = """
\b
Example:
  monitor schedule --hour 5
"""

TEMPLATE = """\
# crontab (install with: crontab -e); a crawl that finds another one running ends with 75 and does nothing
{minute} {hour} * * * {cron_command} >> {cron_log} 2>&1

# or systemd: /etc/systemd/system/competitor-monitor.service
[Unit]
Description=Competitor content monitor: crawl
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
ExecStart={unit_command}
SuccessExitStatus=75

# /etc/systemd/system/competitor-monitor.timer
# (enable with: systemctl enable --now competitor-monitor.timer)
[Timer]
OnCalendar=*-*-* {hour:02d}:{minute:02d}:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
"""

MAIL_TEMPLATE = """
# mail: what is due, every quarter of an hour. If the mail server wants a password, let a file hold it that
# only {user} may read, and name it here: neither cron nor systemd knows your shell's settings
{cron_setting}
*/15 * * * * {cron_command} >> {cron_log} 2>&1

# or systemd: /etc/systemd/system/competitor-monitor-alert.service
[Unit]
Description=Competitor content monitor: mail
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
Environment={unit_setting}
ExecStart={unit_command}

# /etc/systemd/system/competitor-monitor-alert.timer
# (enable with: systemctl enable --now competitor-monitor-alert.timer)
[Timer]
OnCalendar=*:0/15
Persistent=true

[Install]
WantedBy=timers.target
"""


@click.command(epilog=EXAMPLES, short_help="Print a crontab line and a systemd timer.")
@data_option
@click.option(
    "--hour", type=click.IntRange(0, 23), default=4, show_default=True, help="Hour of the daily crawl."
)
def schedule(workspace: Path, hour: int) -> None:
    """Print a crontab line and a systemd timer that fit this workspace.

    The minute of the hour is made from the workspace's name, and stays the same.  Where alerts.toml has
    subscriptions there are lines for the mail, too.
    """
    config = load(workspace)  # a crawl that cannot start need not be scheduled
    workspace = workspace.resolve()
    command = [*_program(), "crawl", "--data", str(workspace)]
    # Minutes differ from workspace to workspace, so that many on one machine do not start together.
    minute = zlib.crc32(str(workspace).encode()) % 60
    click.echo(
        TEMPLATE.format(minute=minute, hour=hour, **_words(command, workspace / "crawl.log")),
        nl=False,
    )
    if config.alerts.subscriptions:
        setting = f"{PASSWORD_FILE}={os.environ.get(PASSWORD_FILE, '')}"
        mail = [*_program(), "alert", "--data", str(workspace)]
        click.echo(
            MAIL_TEMPLATE.format(
                cron_setting=setting,
                unit_setting=_unit_word(setting),
                **_words(mail, workspace / "alert.log"),
            ),
            nl=False,
        )


def _words(command: Sequence[str], log: Path) -> dict[str, str]:
    """A command and its log as cron and systemd write them."""
    return {
        "user": _user(),
        # cron reads an unescaped % as the end of the line.
        "cron_command": shlex.join(command).replace("%", r"\%"),
        "cron_log": shlex.quote(str(log)).replace("%", r"\%"),
        "unit_command": " ".join(_unit_word(word) for word in command),
    }


def _program() -> list[str]:
    """The words that start this program from any folder."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return [sys.executable, "-m", "monitor"]
    return [str(started.resolve())]


def _user() -> str:
    """Who runs this: a name, or in a container without one a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _unit_word(word: str) -> str:
    """A word of ExecStart: systemd knows quotes, backslashes, and % and $ of its own."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if PLAIN_WORD.fullmatch(word) else f'"{escaped}"'
