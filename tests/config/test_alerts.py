"""Alerts: defaults, values, what is refused, and the password that stands nowhere."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import Alerts, QuietHours, Smtp, Subscription, load, smtp_password
from monitor.errors import ConfigurationError
from tests.config.helpers import CLINIC, only_problem, problems, workspace

SMTP = '[smtp]\nhost = "smtp.example.com"\n'
SENDER = '[monitor]\nsender = "monitor@example.com"\n'
SUBSCRIPTION = '[[subscriptions]]\nname = "Marketing"\nto = ["ana@example.com"]\n'


def alerts(folder: Path, text: str) -> Alerts:
    """Load one text of alerts.toml."""
    return load(workspace(folder, alerts=text)).alerts


def test_missing_file_means_no_alerts(tmp_path: Path) -> None:
    """Without alerts.toml there is no subscription and no mail server."""
    assert load(workspace(tmp_path)).alerts == Alerts(smtp=None, subscriptions=())


def test_subscription_needs_only_name_and_address(tmp_path: Path) -> None:
    """Everything else has a default; empty filters let everything pass."""
    assert alerts(tmp_path, SUBSCRIPTION).subscriptions == (
        Subscription(
            name="Marketing",
            to=("ana@example.com",),
            notify=(),
            clinics=(),
            kinds=(),
            themes=(),
            signals=(),
            min_words=0,
            cadence="daily",
            hour=7,
            weekday=0,
            timezone=ZoneInfo("UTC"),
            quiet_hours=None,
            max_changes=50,
            escalate=(),
            health=True,
        ),
    )


def test_all_keys_are_read(tmp_path: Path) -> None:
    """A file that says everything is read as said."""
    text = """
        [smtp]
        host = "127.0.0.1"
        port = 2525
        security = "none"
        username = "ana"
        [monitor]
        public_url = "https://monitor.example.com/db/"
        sender = "Überwacher <monitor@example.com>"
        list_unsubscribe = "mailto:monitor@example.com?subject=unsubscribe"
        [[subscriptions]]
        name = "All"
        to = ["ana@example.com", "o'brien+x@mail.example.org"]
        notify = ["$TEAM_SLACK", "json://localhost/path?x=1"]
        clinics = ["quiet-ridge-example"]
        kinds = ["edited", "sitewide"]
        themes = ["price"]
        signals = ["red_flag"]
        min_words = 5
        cadence = "weekly"
        hour = 23
        weekday = "sunday"
        timezone = "America/Denver"
        quiet_hours = "22:00-07:30"
        max_changes = 1
        escalate = ["red_flag", "copied"]
        health = false
    """
    found = alerts(tmp_path, text)
    assert found.smtp == Smtp("127.0.0.1", 2525, "none", "ana")
    assert found.public_url == "https://monitor.example.com/db"
    assert found.sender == "Überwacher <monitor@example.com>"
    assert found.list_unsubscribe == "mailto:monitor@example.com?subject=unsubscribe"
    assert found.subscriptions == (
        Subscription(
            name="All",
            to=("ana@example.com", "o'brien+x@mail.example.org"),
            notify=("$TEAM_SLACK", "json://localhost/path?x=1"),
            clinics=("quiet-ridge-example",),
            kinds=("edited", "sitewide"),
            themes=("price",),
            signals=("red_flag",),
            min_words=5,
            cadence="weekly",
            hour=23,
            weekday=6,
            timezone=ZoneInfo("America/Denver"),
            quiet_hours=QuietHours(time(22), time(7, 30)),
            max_changes=1,
            escalate=("red_flag", "copied"),
            health=False,
        ),
    )


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_port_follows_security(tmp_path: Path, security: str, port: int) -> None:
    """Each kind of connection has its usual port."""
    smtp = alerts(tmp_path, SMTP + f'security = "{security}"\n' + SENDER).smtp
    assert smtp is not None
    assert smtp.port == port


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ('host = "smtp.example.com:25"', "server alone"),
        ('host = "https://smtp.example.com"', "server alone"),
        ('host = ""', "server alone"),
        ("port = 0", "from 1 to 65535"),
        ("port = true", "whole number"),
        ('security = "startls"', '"starttls"'),
        ('security = "ssl"', "starttls, tls, none"),
        ("security = true", "starttls, tls, none"),
        ('username = "a\\nb"', "one line"),
    ],
)
def test_wrong_mail_server_is_refused(tmp_path: Path, line: str, right: str) -> None:
    """Each wrong value of [smtp] is one problem."""
    host = "" if line.startswith("host") else 'host = "smtp.example.com"\n'
    problem = only_problem(workspace(tmp_path, alerts=f"{SENDER}[smtp]\n{host}{line}\n"))
    assert problem.key == "smtp." + line.partition(" ")[0]
    assert right in problem.right


@pytest.mark.parametrize(
    "line",
    [
        'public_url = "monitor.example.com"',
        "public_url = 1",
        'sender = "nobody"',
        'sender = "A <a@example.com>\\nBcc: b@example.com"',
        'sender = "A, B <a@example.com>"',
        'sender = "<a@example.com"',
        "sender = []",
        'list_unsubscribe = "http://example.com/"',
        'list_unsubscribe = "mailto:nobody"',
        'list_unsubscribe = "mailto:a@example.com?x=\\r\\ny"',
        'list_unsubscribe = "https://example.com/>,<mailto:b@example.com"',
        "list_unsubscribe = 1",
    ],
)
def test_wrong_mail_line_is_refused(tmp_path: Path, line: str) -> None:
    """What would stand in a mail's header is checked, line breaks above all."""
    problem = only_problem(workspace(tmp_path, alerts=f"[monitor]\n{line}\n"))
    assert (problem.line, problem.key) == (2, "monitor." + line.partition(" ")[0])


def test_sender_is_needed_with_a_mail_server(tmp_path: Path) -> None:
    """A mail server without a sender is refused; a preview needs neither."""
    problem = only_problem(workspace(tmp_path, alerts=SMTP))
    assert (problem.key, problem.wrong) == ("monitor.sender", "is missing")
    assert alerts(tmp_path, SUBSCRIPTION).sender == "monitor@localhost"


def test_login_in_the_clear_is_refused(tmp_path: Path) -> None:
    """A username without protection is refused, but on this machine."""
    text = 'security = "none"\nusername = "ana"\n' + SENDER
    assert only_problem(workspace(tmp_path, alerts=SMTP + text)).key == "smtp.security"
    assert alerts(tmp_path, '[smtp]\nhost = "localhost"\n' + text).smtp


@pytest.mark.parametrize(
    ("line", "key", "right"),
    [
        ('name = "Sales"\nto = []', "to", "add `to"),
        ('name = "Sales"\nto = "ana@example.com"', "to", "list in brackets"),
        ('name = "Sales"\nto = ["Ana <ana@example.com>"]', "to[1]", "plain address"),
        ('name = "Sales"\nto = ["ana@example.com\\nBcc: x@example.com"]', "to[1]", "plain address"),
        ('name = "Sales"\nto = ["ana@example.com", "ana@example.com"]', "to[2]", "remove one"),
        ('name = "Sales"', "to", "add `to"),
        ('to = ["ana@example.com"]', "name", "add `name"),
        ('name = ""\nto = ["ana@example.com"]', "name", "some text"),
    ],
)
def test_subscription_without_name_or_address_is_refused(
    tmp_path: Path, line: str, key: str, right: str
) -> None:
    """A subscription has a name and at least one plain address."""
    problem = only_problem(workspace(tmp_path, alerts=f"[[subscriptions]]\n{line}\n"))
    assert problem.key == f"subscriptions[1].{key}"
    assert right in problem.right


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ('clinics = ["quiet-rigde-example"]', '"quiet-ridge-example"'),
        ('clinics = ["zzz"]', "known: quiet-ridge-example"),
        ("clinics = [1]", "text in quotes"),
        ('kinds = ["editted"]', '"edited"'),
        ('kinds = "edited"', "list in brackets"),
        ('themes = ["prices"]', '"price"'),
        ('signals = ["redflag"]', '"red_flag"'),
        ("signals = [true]", "claim_added"),
        ("min_words = -1", "from 0"),
        ('cadence = "hourly"', "immediate, daily, weekly"),
        ("hour = 24", "from 0 to 23"),
        ('hour = "7"', "whole number"),
        ('weekday = "Monday"', '"monday"'),
        ("weekday = 0", "monday"),
        ('timezone = "Europe/Berln"', '"Europe/Berlin"'),
        ('timezone = "america/denver"', '"America/Denver"'),
        ('timezone = "America"', "did you mean"),
        ('timezone = "../../etc/passwd"', "Europe/Berlin"),
        ('timezone = "/etc/passwd"', "like"),
        ('timezone = "\\u0000"', "like"),
        (f'timezone = "{"x" * 300}"', "like"),
        ("timezone = 1", "like"),
        ('quiet_hours = "22-7"', "22:00-07:00"),
        ('quiet_hours = "24:00-07:00"', "22:00-07:00"),
        ('quiet_hours = "07:00-07:00"', "two different times"),
        ("quiet_hours = 22:00:00", "22:00-07:00"),
        ("max_changes = 0", "from 1"),
        ('escalate = ["edited"]', "give one of"),
        ("max_change = 5", "`max_changes`"),
    ],
)
def test_wrong_setting_of_a_subscription_is_refused(tmp_path: Path, line: str, right: str) -> None:
    """Each wrong value is one problem, on its line, with what would be right."""
    problem = only_problem(workspace(tmp_path, alerts=SUBSCRIPTION + line + "\n"))
    assert problem.line == 4
    assert problem.key.startswith("subscriptions[1]." + line.partition(" ")[0])
    assert right in problem.right


def test_names_of_subscriptions_are_unique(tmp_path: Path) -> None:
    """The second subscription of a name is refused where its name stands."""
    problem = only_problem(workspace(tmp_path, alerts=SUBSCRIPTION + SUBSCRIPTION))
    assert (problem.line, problem.key) == (5, "subscriptions[2].name")


def test_broken_watch_list_makes_no_false_problems_here(tmp_path: Path) -> None:
    """Clinics are not called unknown when it is the watch list that cannot be read."""
    text = SUBSCRIPTION + 'clinics = ["quiet-ridge"]\n'
    for clinics in (
        "[[clinics",
        '[[clinics]]\nurl = "nowhere"\n',
        '[[clinics]]\nurl = "https://a.example"\nslug = 1\n',
    ):
        assert only_problem(workspace(tmp_path, clinics=clinics, alerts=text)).file == "clinics.toml"


def test_clinic_with_another_problem_is_still_known(tmp_path: Path) -> None:
    """A clinic with a wrong delay can be subscribed to, and a misspelt one is told beside it."""
    text = SUBSCRIPTION + 'clinics = ["quiet-ridge-example", "quiet"]\n'
    found = problems(workspace(tmp_path, clinics=CLINIC + "delay = -1\n", alerts=text))
    assert [problem.key for problem in found] == ["clinics[1].delay", "subscriptions[1].clinics[2]"]


def test_theme_has_to_be_in_this_lexicon(tmp_path: Path) -> None:
    """A theme that the workspace's lexicon leaves out cannot be subscribed to."""
    lexicon = '[[themes]]\nslug = "price"\ntitle = "Price"\npatterns = ["fee"]\n'
    text = SUBSCRIPTION + 'themes = ["price", "route"]\n'
    assert only_problem(workspace(tmp_path, lexicon=lexicon, alerts=text)).key == "subscriptions[1].themes[2]"
    found = problems(workspace(tmp_path, lexicon="[[themes", alerts=text))
    assert [problem.file for problem in found] == ["lexicon.toml"]


@pytest.mark.parametrize("key", ["password", "Password", "smtp_password"])
def test_password_in_the_file_is_refused_unseen(tmp_path: Path, key: str) -> None:
    """A password is not accepted in the file, the remedy is named, and the value is not shown."""
    problem = only_problem(workspace(tmp_path, alerts=f'{SMTP}{key} = "hush"\n{SENDER}'))
    assert (problem.line, problem.key) == (3, f"smtp.{key}")
    assert "$MONITOR_SMTP_PASSWORD" in problem.right
    assert "hush" not in str(problem)


def test_password_comes_from_the_variable_or_the_file_it_names(tmp_path: Path) -> None:
    """The variable wins; a file loses its last line end and nothing else; neither is no password."""
    secret = tmp_path / "secret"
    secret.write_bytes(b" hu sh \r\n")
    file = {"MONITOR_SMTP_PASSWORD_FILE": str(secret)}
    assert smtp_password({}) is None
    assert smtp_password({"MONITOR_SMTP_PASSWORD": "", "MONITOR_SMTP_PASSWORD_FILE": ""}) is None
    assert smtp_password(file) == " hu sh "
    assert smtp_password({**file, "MONITOR_SMTP_PASSWORD": "hush"}) == "hush"


@pytest.mark.parametrize("content", [b"", b"\n", b"hush\xff", b"x" * 10_001, None])
def test_password_file_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A missing, empty, binary or endless file is a problem that does not show what is in it."""
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        smtp_password({"MONITOR_SMTP_PASSWORD_FILE": str(tmp_path / "secret")})
    assert caught.value.problems[0].key == "MONITOR_SMTP_PASSWORD_FILE"
    assert "hush" not in str(caught.value)


def test_password_stands_in_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing the whole configuration shows no password."""
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "hush")
    assert "hush" not in repr(load(workspace(tmp_path, alerts=SMTP + SENDER)))


def test_who_reads_elsewhere_needs_no_address(tmp_path: Path) -> None:
    """A subscription may name services alone."""
    (found,) = alerts(
        tmp_path, '[[subscriptions]]\nname = "Chat"\nnotify = ["slack://a/b/c"]\n'
    ).subscriptions
    assert (found.to, found.notify) == ((), ("slack://a/b/c",))


def test_wrong_address_of_a_service_is_refused_without_being_shown(tmp_path: Path) -> None:
    """Such addresses hold keys, and problems are printed."""
    problem = only_problem(
        workspace(tmp_path, alerts='[[subscriptions]]\nname = "Chat"\nnotify = ["slack:/T0PS3CRET"]\n')
    )
    assert (problem.key, "T0PS3CRET" in str(problem)) == ("subscriptions[1].notify[1]", False)
