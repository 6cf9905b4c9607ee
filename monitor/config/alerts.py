"""``alerts.toml``: who is told about what, how often, and through which mail server."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.config import alert_values, values
from monitor.config.alert_values import QuietHours
from monitor.config.lexicon import THEMES
from monitor.config.reading import Document, Key, Section, Spot, Table, nearest
from monitor.records import CHANGE_KINDS, SIGNAL_KINDS, ChangeKind

FILE = "alerts.toml"

Security = Literal["starttls", "tls", "none"]
Cadence = Literal["immediate", "daily", "weekly"]
SECURITIES: tuple[Security, ...] = ("starttls", "tls", "none")
CADENCES: tuple[Cadence, ...] = ("immediate", "daily", "weekly")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


HOST = Key("host", alert_values.mail_host, "", needed=True)
PORT = Key("port", values.whole(1, 65535), 0)
SECURITY = Key[Security]("security", values.one_of(SECURITIES), "starttls")
USERNAME = Key("username", values.optional(values.text(300)), "")
PUBLIC_URL = Key("public_url", values.optional(alert_values.public_url), "")
SENDER = Key("sender", alert_values.sender, "monitor@localhost")
LIST_UNSUBSCRIBE = Key("list_unsubscribe", values.optional(alert_values.unsubscribe), "")
NAME = Key("name", values.text(100), "", needed=True)
TO = Key[tuple[str, ...]]("to", values.many(values.email), ())
NOTIFY = Key[tuple[str, ...]]("notify", values.many(alert_values.service), ())
CLINICS = Key[tuple[str, ...]]("clinics", values.many(values.text(100)), ())
KINDS = Key[tuple[ChangeKind, ...]]("kinds", values.many(values.one_of(CHANGE_KINDS)), ())
THEME_SLUGS = Key[tuple[str, ...]]("themes", values.many(values.text(100)), ())
SIGNALS = Key[tuple[str, ...]]("signals", values.many(values.one_of(SIGNAL_KINDS)), ())
MIN_WORDS = Key("min_words", values.whole(0, 100_000), 0)
CADENCE = Key[Cadence]("cadence", values.one_of(CADENCES), "daily")
HOUR = Key("hour", values.whole(0, 23), 7)
WEEKDAY = Key("weekday", values.one_of(WEEKDAYS), "monday")
TIMEZONE = Key("timezone", alert_values.timezone, ZoneInfo("UTC"))
QUIET_HOURS = Key[QuietHours | None]("quiet_hours", alert_values.quiet_hours, None)
MAX_CHANGES = Key("max_changes", values.whole(1, 1000), 50)
ESCALATE = Key[tuple[str, ...]]("escalate", values.many(values.one_of(SIGNAL_KINDS)), ())
HEALTH = Key("health", values.flag, default=True)

SMTP = Section("smtp", (HOST, PORT, SECURITY, USERNAME))
MONITOR = Section("monitor", (PUBLIC_URL, SENDER, LIST_UNSUBSCRIBE))
SUBSCRIPTIONS = Section(
    "subscriptions",
    (NAME, TO, NOTIFY, CLINICS, KINDS, THEME_SLUGS, SIGNALS, MIN_WORDS, CADENCE, HOUR, WEEKDAY, TIMEZONE,
     QUIET_HOURS, MAX_CHANGES, ESCALATE, HEALTH),
    many=True,
)  # fmt: skip
TOP = Section("", (), (SMTP, MONITOR, SUBSCRIPTIONS))


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server; its password is not here, see ``smtp_password``.

    Attributes:
        username: empty: no login.
    """

    host: str
    port: int
    security: Security
    username: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told about what, and how often. A filter that is empty lets everything pass.

    Attributes:
        name: unique.
        to: addresses.
        notify: services by Apprise's addresses, or names of environment variables with ``$`` that hold them.
        clinics: slugs.
        kinds: kinds of changes.
        themes: slugs; a change passes that touches any of them.
        signals: kinds of signals; a change passes that has any of them.
        min_words: words added and removed together, at least.
        hour: of the day at which daily and weekly digests are due, in ``timezone``.
        weekday: of weekly digests, 0 is Monday.
        max_changes: shown in one mail; the rest is counted and linked.
        escalate: kinds of signals that make a change go out at once, whatever the cadence.
        health: whether to tell when a clinic cannot be watched, and when it can again.
    """

    name: str
    to: tuple[str, ...]
    notify: tuple[str, ...]
    clinics: tuple[str, ...]
    kinds: tuple[ChangeKind, ...]
    themes: tuple[str, ...]
    signals: tuple[str, ...]
    min_words: int
    cadence: Cadence
    hour: int
    weekday: int
    timezone: ZoneInfo
    quiet_hours: QuietHours | None
    max_changes: int
    escalate: tuple[str, ...]
    health: bool


@dataclass(frozen=True, slots=True)
class Alerts:
    """What ``alerts.toml`` says; without the file there are no subscriptions.

    Attributes:
        smtp: None: mails can be previewed but not sent.
        public_url: address of the Datasette site without a last slash; empty: no links.
        sender: as in a From header.
        list_unsubscribe: ``mailto:`` or https address; empty: no such header.
    """

    smtp: Smtp | None = None
    public_url: str = PUBLIC_URL.default
    sender: str = SENDER.default
    list_unsubscribe: str = LIST_UNSUBSCRIBE.default
    subscriptions: tuple[Subscription, ...] = ()


def read_alerts(document: Document, clinics: frozenset[str] | None, themes: frozenset[str] | None) -> Alerts:
    """Read and check the alerts; problems go to the document.

    Args:
        clinics: slugs of the watch list; None: not known, and not checked.
        themes: slugs of the lexicon; None: not known, any that a lexicon may have will do.
    """
    top = Table(document.top, document.data, TOP)
    smtp = top.table(SMTP)
    monitor = top.table(MONITOR) or Table(document.top.inside(MONITOR.name, {}), {}, MONITOR)
    if smtp and SENDER not in monitor:
        monitor.at(SENDER).wrong("is missing", 'mail servers ask for it: add `sender = "…"` to [monitor]')
    tables = top.tables(SUBSCRIPTIONS)
    _report_repeated_names(tables)
    for table in tables:
        if table.at(TO).value in (None, []) and table.at(NOTIFY).value in (None, []):
            table.at(TO).wrong("names nobody", 'add `to = ["ana@example.com"]`')
        if clinics is not None:
            _report_unknown(table.at(CLINICS), clinics, "clinic of clinics.toml")
        _report_unknown(
            table.at(THEME_SLUGS), frozenset(THEMES) if themes is None else themes, "theme of lexicon.toml"
        )
    return Alerts(
        smtp=_smtp(smtp) if smtp else None,
        public_url=monitor.get(PUBLIC_URL),
        sender=monitor.get(SENDER),
        list_unsubscribe=monitor.get(LIST_UNSUBSCRIBE),
        subscriptions=tuple(_subscription(table) for table in tables),
    )


def _smtp(table: Table) -> Smtp:
    security = table.get(SECURITY)
    smtp = Smtp(table.get(HOST), table.get(PORT, _PORTS[security]), security, table.get(USERNAME))
    if smtp.username and security == "none" and not _is_loopback(smtp.host):
        right = 'set security to "starttls" or "tls", or leave the username out'
        table.at(SECURITY).wrong('is "none", which would send the password in the clear', right)
    return smtp


def _subscription(table: Table) -> Subscription:
    return Subscription(
        name=table.get(NAME),
        to=table.get(TO),
        notify=table.get(NOTIFY),
        clinics=table.get(CLINICS),
        kinds=table.get(KINDS),
        themes=table.get(THEME_SLUGS),
        signals=table.get(SIGNALS),
        min_words=table.get(MIN_WORDS),
        cadence=table.get(CADENCE),
        hour=table.get(HOUR),
        weekday=WEEKDAYS.index(table.get(WEEKDAY)),
        timezone=table.get(TIMEZONE),
        quiet_hours=table.get(QUIET_HOURS),
        max_changes=table.get(MAX_CHANGES),
        escalate=table.get(ESCALATE),
        health=table.get(HEALTH),
    )


def _report_repeated_names(tables: Sequence[Table]) -> None:
    seen: set[str] = set()
    for table in tables:
        spot = table.at(NAME)
        if not isinstance(spot.value, str):
            continue
        if spot.value in seen:
            spot.wrong(f"is {spot.shown}, which is taken above", "give every subscription a name of its own")
        seen.add(spot.value)


def _report_unknown(spot: Spot, known: Set[str], what: str) -> None:
    """Report every item of a list that is not known; items that are no text are reported elsewhere."""
    if not isinstance(spot.value, list):
        return
    for place, value in enumerate(spot.value):
        if isinstance(value, str) and value not in known:
            here = spot.inside(place, value)
            listed = tuple(sorted(known))
            close = nearest(value, listed)
            right = f'did you mean "{close}"?' if close else f"known: {', '.join(listed[:20]) or 'none yet'}"
            here.wrong(f"is {here.shown}, which is no {what}", right)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
