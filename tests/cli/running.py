"""Running the command line: as a process where processes matter, in this one where they do not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from monitor.cli import main

ROOT = Path(__file__).resolve().parents[2]
UNSAFE = [chr(0x1B), chr(0x9B), "\u202e", "\u2066", "\x00", "\x07", "\x08"]
"""Characters that steer a terminal or turn its writing direction."""


def call(*arguments: object, at: Path | None = None, env: Mapping[str, str] | None = None) -> Result:
    """Run a command inside this process."""
    words = [str(word) for word in arguments]
    if at is not None:
        words += ["--data", str(at)]
    return CliRunner().invoke(main, words, prog_name="monitor", env={"COLUMNS": None, **(env or {})})


def start(*arguments: object, at: Path | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """Start a command as a process and do not wait."""
    words = [str(word) for word in arguments]
    if at is not None:
        words += ["--data", str(at)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment(), **options}
    return subprocess.Popen([sys.executable, "-m", "monitor", *words], cwd=ROOT, **options)


def run(
    *arguments: object, at: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process to its end."""
    process = start(*arguments, at=at, env=environment(env))
    output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without what would change how commands write."""
    unwanted = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "MONITOR_DATA")
    return {name: value for name, value in os.environ.items() if name not in unwanted} | dict(extra or {})


def rows(output: str) -> list[dict[str, Any]]:
    """The objects of a command's ``--json``."""
    return [json.loads(line) for line in output.splitlines()]


def assert_refused(result: Result, code: int, *said: str) -> None:
    """A command ended with a code and one line on standard error that says certain things."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("monitor")
    for words in said:
        assert words in line
