"""``monitor alert``: send what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from monitor.alert import (
    Composed,
    Letter,
    Pause,
    Post,
    Report,
    Told,
    choose,
    message,
    send_test,
    title_of,
    told,
)
from monitor.cli.group import tell
from monitor.cli.options import COUNT, at, data_option, database_of, json_option
from monitor.cli.terminal import json_line
from monitor.config import Alerts, Titles, load
from monitor.config.values import is_email
from monitor.diff import printable
from monitor.errors import DeliveryError, StopError, UsageError
from monitor.store import ALERT_LOCK, Evidence, Outbox, WorkspaceLock, iso, open_database, reading

PATIENCE = 60.0
"""Seconds to wait for another ``monitor alert``; what it sends is then not waiting any more."""

EXAMPLES = """
\b
Examples:
  monitor alert                       send what is due; cron may call it every quarter of an hour
  monitor alert --preview mails       write all that waits as files, and open mails/*.html
  monitor alert --test me@example.com    prove the settings of [smtp]
  monitor alert --explain 42          why change 42 was or was not told to whom
"""


@click.command(epilog=EXAMPLES, short_help="Send the mails that are due.")
@data_option
@click.option(
    "--preview", "folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
    help="Write the mails of all that waits, due or not, as files into DIR; send nothing.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be sent now; send nothing.")
@click.option(
    "--explain", "change", type=COUNT, metavar="CHANGE", help="Say who is told of a change, and why."
)
@click.option("--test", "address", metavar="ADDRESS", help="Send one mail that proves the settings.")
@click.option("--retry", is_flag=True, help="Try again at once what failed, also what was set aside.")
@json_option
@click.pass_context
def alert(
    ctx: click.Context,
    workspace: Path,
    folder: Path | None,
    dry_run: bool,
    change: int | None,
    address: str | None,
    retry: bool,
    as_json: bool,
) -> None:
    """Send the mails that are due, by the subscriptions of alerts.toml.

    Exit codes: 0 all sent, or nothing due; 1 some could not be sent: they are kept for the next try, or
    set aside with the reason; 2 bad configuration; 75 another monitor alert is sending.
    """
    if sum(map(bool, (folder, dry_run, change, address, retry))) > 1:
        raise click.UsageError("--preview, --dry-run, --explain, --test and --retry exclude each other", ctx)
    if address is not None:
        _test(load(workspace).alerts, address)
    elif change is not None:
        _explain(workspace, change, as_json=as_json)
    elif folder is not None:
        _preview(workspace, folder, as_json=as_json)
    elif dry_run:
        _dry_run(workspace, as_json=as_json)
    else:
        ctx.exit(int(not send_due(workspace, retry=retry, as_json=as_json)))


def send_due(workspace: Path, *, retry: bool = False, as_json: bool = False) -> bool:
    """Send what is due and print what came of it; whether all of it went out.

    Args:
        retry: also what was put off or set aside.

    Raises:
        StopError: nothing can be sent: see ``Post.send``.
    """
    config = load(workspace)
    with (
        WorkspaceLock(database_of(workspace), "alert", file=ALERT_LOCK, patience=PATIENCE),
        closing(open_database(workspace)) as database,
    ):
        outbox = Outbox(database)
        post = Post(outbox, Evidence(database), config.alerts, Titles(config.lexicon))
        dropped = post.take_over()
        if dropped:
            tell(f"{dropped} that waited for recipients who are not in alerts.toml any more will not be sent")
        if retry:
            outbox.try_again()
        return _told(post.send(), as_json=as_json)


def _told(reports: Iterator[Report | Pause], *, as_json: bool) -> bool:
    well, silent = True, True
    for each in reports:
        failed = bool(each.error)
        well = well and not failed
        silent = False
        if as_json:
            click.echo(json_line(_row(each)))
        else:
            click.echo(_line(each), err=failed)
    if silent and not as_json:
        click.echo("nothing waits to be sent")
    return well


def _row(each: Report | Pause) -> dict[str, Any]:
    if isinstance(each, Pause):
        return {
            "subscription": each.recipient.subscription,
            "recipient": each.recipient.address,
            "state": "waiting",
            "waiting": each.waiting,
            "until": None if each.until is None else iso(each.until),
            "error": each.error,
        }
    return {name: getattr(each, name) for name in Report.__slots__}


def _line(each: Report | Pause) -> str:
    if isinstance(each, Pause):
        until = "the quiet hours end" if each.until is None else iso(each.until)
        why = f"; the last try failed: {each.error}" if each.error else ""
        return printable(f"waiting: {_who(each.recipient.subscription, each.recipient.address)}: "
                         f"{each.waiting} until {until}{why}")  # fmt: skip
    words = {
        "sent": "sent",
        "kept": "not sent, kept for the next try",
        "unanswered": "not answered, to be sent again",
        "set_aside": "set aside",
    }[each.state]
    said = each.error or each.subject
    return printable(f"{words}: {_who(each.subscription, each.recipient)}: {said}")


def _who(subscription: str, recipient: str) -> str:
    return f"{recipient} ({subscription})"


# --- without sending -----------------------------------------------------------------------------


@contextmanager
def _post(workspace: Path) -> Iterator[Post]:
    """The post over a database that is only read."""
    config = load(workspace)
    with reading(database_of(workspace)) as database:
        yield Post(Outbox(database), Evidence(database), config.alerts, Titles(config.lexicon))


def _preview(workspace: Path, folder: Path, *, as_json: bool) -> None:
    silent = True
    for path, letter, composed in write_preview(workspace, folder):
        silent = False
        if as_json:
            click.echo(json_line({**_mail(letter, composed), "file": str(path)}))
        else:
            click.echo(printable(f"written: {path}: {composed.subject}"))
    if silent and not as_json:
        click.echo(_nothing(load(workspace).alerts, workspace))


def write_preview(workspace: Path, folder: Path) -> Iterator[tuple[Path, Letter, Composed]]:
    """Write the mails of all that waits as files: the HTML, the text and the whole mail.

    Returns:
        The HTML file of each.
    """
    alerts = load(workspace).alerts
    folder.mkdir(parents=True, exist_ok=True)
    with _post(workspace) as post:
        for number, (letter, composed) in enumerate(post.preview(), 1):
            path = folder / f"{number:02d}-{_file_name(letter)}"
            _write(path, letter, composed, alerts)
            yield Path(f"{path}.html"), letter, composed


def _nothing(alerts: Alerts, workspace: Path) -> str:
    if not alerts.subscriptions:
        return "nobody is told of anything: alerts.toml has no [[subscriptions]]"
    return f"nothing waits; what the next crawl finds will: monitor crawl{at(workspace)}"


def _file_name(letter: Letter) -> str:
    name = f"{letter.subscription.name}-{letter.to}".lower()
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in name)[:80]


def _write(path: Path, letter: Letter, composed: Composed, alerts: Alerts) -> None:
    Path(f"{path}.html").write_text(composed.html, encoding="utf-8")
    Path(f"{path}.txt").write_text(composed.text, encoding="utf-8")
    if is_email(letter.to):
        Path(f"{path}.eml").write_bytes(message(letter, composed, alerts).as_bytes())


def _mail(letter: Letter, composed: Composed) -> dict[str, Any]:
    return {
        "subscription": letter.subscription.name,
        "recipient": letter.to,
        "subject": composed.subject,
        "changes": len(letter.changes),
        "html_bytes": len(composed.html.encode()),
    }


def _dry_run(workspace: Path, *, as_json: bool) -> None:
    silent = True
    with _post(workspace) as post:
        for each in post.due():
            silent = False
            if isinstance(each, Pause):
                click.echo(json_line(_row(each)) if as_json else _line(each))
            elif as_json:
                click.echo(json_line({**_mail(*each), "state": "due"}))
            else:
                letter, composed = each
                who = _who(letter.subscription.name, letter.to)
                click.echo(printable(f"would be sent: {who}: {composed.subject}"))
    if silent and not as_json:
        click.echo("nothing waits to be sent")


def _test(alerts: Alerts, address: str) -> None:
    if not is_email(address):
        raise click.BadParameter(f"{address!r} is no e-mail address", param_hint="--test")
    try:
        send_test(alerts, address)
    except DeliveryError as error:
        raise StopError(str(error)) from error
    click.echo(f"sent to {address}; the mail server has taken it")


# --- why -----------------------------------------------------------------------------------------


def _explain(workspace: Path, number: int, *, as_json: bool) -> None:
    alerts = load(workspace).alerts
    with reading(database_of(workspace)) as database:
        evidence = Evidence(database)
        row = evidence.one(number)
        if row is None:
            raise UsageError(f"there is no change {number}; monitor changes{at(workspace)} lists them")
        fate = evidence.fate(number)
    change = told(row)
    if not as_json:
        for line in _facts(change):
            click.echo(printable(line))
        if not alerts.subscriptions:
            click.echo(_nothing(alerts, workspace))
    for subscription in alerts.subscriptions:
        choice = choose(change, subscription)
        those = [each for each in fate if each["subscription"] == subscription.name]
        if as_json:
            row = {
                "change": number,
                "subscription": subscription.name,
                "matched": choice.matched,
                "urgent": choice.urgent,
                "reason": choice.reason,
                "deliveries": [
                    {"recipient": each["recipient"], "fate": _fate(each, subscription.cadence)}
                    for each in those
                ],
            }
            click.echo(json_line(row))
        else:
            click.echo(f"{subscription.name}: {'yes' if choice.matched else 'no'}: {choice.reason}")
            for line in _fates(those, subscription.cadence, matched=choice.matched):
                click.echo(printable(f"    {line}"))


def _facts(change: Told) -> Iterator[str]:
    """What filters look at."""
    yield f"change {change.id}, {change.detected_at}: {change.clinic}, {change.kind}: {title_of(change)}"
    signals = dict.fromkeys(each.kind for each in change.signals)
    yield (
        f"    {change.words} words added and removed · themes: {', '.join(change.themes) or 'none'}"
        f" · signals: {', '.join(signals) or 'none'}"
    )


def _fates(those: list[dict[str, Any]], cadence: str, *, matched: bool) -> Iterator[str]:
    for each in those:
        yield f"{each['recipient']}: {_fate(each, cadence)}"
    if matched and not those:
        yield "told to nobody: the subscription came, or got these filters, after the change was found"
    if those and not matched:
        yield "when it was found the subscription had other filters, or the change other signals"


def _fate(row: dict[str, Any], cadence: str) -> str:
    if row["dropped"]:
        return f"dropped: {row['dropped']}"
    if row["state"] == "sent":
        return f"sent {row['ended_at']}, Message-ID {row['message_id']}"
    if row["state"] == "failed":
        return f"set aside {row['ended_at']}: {row['error']}"
    if row["state"] == "sending":
        return f"handed over without an answer, to be sent again: Message-ID {row['message_id']}"
    if row["last_error"]:
        return f"waiting, next try {row['next_try_at']}: {row['last_error']}"
    if row["urgent"] or cadence == "immediate":
        return f"waiting since {row['decided_at']}, goes out at once"
    return f"waiting since {row['decided_at']} for the {cadence} mail"
