"""The group of all commands, and how what goes wrong in one reaches the operator: a line, an exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from monitor.errors import StopError

STOPPED = 130
"""Exit code after Ctrl-C, as shells know it: 128 and the number of the signal."""

READER_WENT_AWAY = 141
"""Exit code when whoever read the output, such as ``head``, has ended before the output did."""


class Commands(click.Group):
    """A group in whose commands nothing that an operator can cause ends in a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; standing alone, end the process with the command's exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # titles have letters that old terminals have not
        before = signal.signal(signal.SIGTERM, _terminated)
        try:
            # Its name is the same however it was started: messages are searched for and compared.
            code = self._main(args, prog_name or "monitor", complete_var, extra)
        finally:
            signal.signal(signal.SIGTERM, before)
        sys.exit(code)

    def _main(
        self, args: Sequence[str] | None, name: str, complete_var: str | None, extra: dict[str, Any]
    ) -> int:
        try:
            return super().main(args, name, complete_var, standalone_mode=False, **extra) or 0
        except NoArgsIsHelpError as error:
            error.show()
            return error.exit_code
        except click.ClickException as error:
            tell(_usage_line(error))
            return error.exit_code
        except click.Abort:  # Ctrl-C before any command had begun
            return STOPPED
        except OSError as error:  # the help could not be written
            return _failed(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; what stops it becomes its message and exit code."""
        try:
            return self._invoke(ctx)
        except StopError as error:
            for line in str(error).splitlines():
                tell(f"monitor: {line}")
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            if sys.stderr is not None and sys.stderr.isatty():
                click.echo(err=True)  # the terminal has written ^C on this line
            tell("monitor: stopped")
            ctx.exit(STOPPED)
        except OSError as error:
            ctx.exit(_failed(error))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named; for one that is not there, name the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:  # it knows of no commands that are not loaded yet
            raise NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx) from error

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        finally:
            # Python would do this at its very end, where a full disk can only be told by a traceback.
            if sys.stdout is not None:
                sys.stdout.flush()


def _terminated(number: int, _frame: FrameType | None) -> None:
    """End in order on SIGTERM, so that whatever is open is closed and half-written files go."""
    sys.exit(128 + number)


def tell(line: str) -> None:
    """Write one line to standard error, without anything that steers a terminal."""
    # Imported late: most commands never have to say anything, and start sooner without it.
    from monitor.diff.printable import printable

    with suppress(OSError):
        click.echo(printable(line), err=True)


def _usage_line(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "monitor"
    message = " ".join(error.format_message().split()).rstrip(".")
    return f"{path}: {message[:1].lower()}{message[1:]} (see {path} --help)"


def _failed(error: OSError) -> int:
    """Tell of something that could not be read or written; give the exit code."""
    # What is still in the buffer of standard output goes nowhere: writing it would fail again.
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    if isinstance(error, BrokenPipeError):
        return READER_WENT_AWAY
    what = f"{error.filename}: " if error.filename else "reading or writing failed: "
    tell(f"monitor: {what}{error.strerror or error}")
    return 1
