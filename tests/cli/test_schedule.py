"""``monitor schedule``: lines for cron and units for systemd that work as printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import assert_refused, call, environment, run
from tests.crawl.site import Workspace

NAMES = [
    "plain",
    "with spaces",
    "100% clinic",
    "it's",
    'quo"ted',
    "dollar$HOME",
    "semi;colon & more",
    "back\\slash",
]


@pytest.fixture(params=NAMES)
def folder(request, tmp_path):
    """Workspaces with names that shells, cron and systemd read in their own ways."""
    place = tmp_path / request.param
    Workspace(place, {"bluff-creek": "http://127.0.4.99:9/"})
    return place


def crontab(output):
    """The one line for cron: its five fields and the command, as cron reads them."""
    (line,) = [line for line in output.splitlines() if re.match(r"\d", line)]
    *when, command = line.split(" ", 5)
    assert re.search(r"(?<!\\)%", command) is None, "cron would end the line here"
    return when, command.replace(r"\%", "%")


def units(output):
    """The two systemd units, by the suffix of their names."""
    service, timer = re.split(
        r"^# /etc/systemd/system/competitor-monitor\.timer$", output, flags=re.MULTILINE
    )
    return {
        "service": service.partition("competitor-monitor.service\n")[2],
        "timer": timer.partition(")\n")[2],
    }


def test_the_line_for_cron_crawls(folder):
    """Run by sh as cron does, from another folder and with next to no environment."""
    when, command = crontab(run("schedule", "--hour", "5", at=folder).stdout.decode())
    assert when[1:] == ["5", "*", "*", "*"]
    assert 0 <= int(when[0]) < 60
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/"}
    done = subprocess.run(["/bin/sh", "-c", command], cwd="/", env=bare, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b""), "the clinic is not there"
    assert "bluff-creek: failed" in (folder / "crawl.log").read_text()


def test_the_units_are_right(folder, tmp_path):
    """systemd's own check finds nothing wrong, and it reads the command as it was meant."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("not installed: systemd-analyze")
    paths = []
    for kind, text in units(run("schedule", at=folder).stdout.decode()).items():
        paths.append(tmp_path / f"competitor-monitor.{kind}")
        paths[-1].write_text(text)
    done = subprocess.run([analyze, "verify", *paths], capture_output=True, text=True, timeout=60)
    ours = [line for line in done.stderr.splitlines() if "competitor-monitor" in line]
    assert ours == []


def test_the_unit_names_program_folder_and_user(folder):
    """Unquoted and unescaped again, the words are the command's."""
    service = units(run("schedule", at=folder).stdout.decode())["service"]
    (line,) = [line for line in service.splitlines() if line.startswith("ExecStart=")]
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line.removeprefix("ExecStart="))
    plain = [
        re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%").replace("$$", "$")
        for quoted, bare in words
    ]
    assert plain[-3:] == ["crawl", "--data", str(folder)]
    assert Path(plain[0]).is_absolute()
    assert re.search(r"^User=\S+$", service, re.MULTILINE)
    assert "SuccessExitStatus=75" in service


def test_the_hour_is_the_operators_and_the_minute_stays(tmp_path):
    """Printed twice it is the same; two workspaces do not start together."""
    minutes = set()
    for name in ("one", "two", "three"):
        Workspace(tmp_path / name, {})
        first, second = (run("schedule", at=tmp_path / name).stdout.decode() for _ in range(2))
        assert first == second
        minutes.add(crontab(first)[0][0])
        assert f"OnCalendar=*-*-* 04:{int(crontab(first)[0][0]):02d}:00" in first
    assert len(minutes) > 1


def test_with_subscriptions_there_are_lines_for_the_mail(folder, tmp_path):
    """They are as sound as the others: sh runs the command, systemd finds nothing wrong."""
    (folder / "alerts.toml").write_text('[[subscriptions]]\nname = "All"\nto = ["ana@example.com"]\n')
    output = run("schedule", at=folder, env={"MONITOR_SMTP_PASSWORD_FILE": "/run/secret"}).stdout.decode()
    (line,) = [line for line in output.splitlines() if line.startswith("*/15 * * * * ")]
    command = line.removeprefix("*/15 * * * * ").replace(r"\%", "%")
    subprocess.run(
        ["/bin/sh", "-c", command], cwd="/", env={"PATH": "/usr/bin:/bin"}, timeout=60, check=False
    )
    assert "nothing has been crawled here yet" in (folder / "alert.log").read_text()
    assert output.count("MONITOR_SMTP_PASSWORD_FILE=/run/secret\n") == 2
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        mail = output.partition("competitor-monitor-alert.service\n")[2]
        service, timer = re.split(
            r"^# /etc/systemd/system/competitor-monitor-alert\.timer$", mail, flags=re.MULTILINE
        )
        (tmp_path / "competitor-monitor-alert.service").write_text(service)
        (tmp_path / "competitor-monitor-alert.timer").write_text(timer)
        paths = sorted(tmp_path.glob("competitor-monitor-alert.*"))
        done = subprocess.run([analyze, "verify", *paths], capture_output=True, text=True, timeout=60)
        assert [each for each in done.stderr.splitlines() if "competitor-monitor" in each] == []


def test_a_crawl_that_cannot_start_is_not_scheduled(tmp_path):
    """A workspace that is not there, and an hour that is none."""
    assert_refused(call("schedule", at=tmp_path / "nowhere"), 2, "clinics.toml")
    Workspace(tmp_path, {})
    assert_refused(call("schedule", "--hour", "24", at=tmp_path), 2, "23")


def test_without_a_user_name_there_is_a_number(tmp_path):
    """As in containers whose user is in no list."""
    Workspace(tmp_path, {})
    code = (
        "import getpass, os, runpy, sys\n"
        "def nobody(): raise KeyError\n"
        "getpass.getuser = nobody\n"
        "sys.argv = ['monitor', 'schedule', '--data', sys.argv[1]]\n"
        "runpy.run_module('monitor', run_name='__main__')\n"
    )
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, env=environment()
    )
    assert re.search(r"^User=\d+$", done.stdout, re.MULTILINE), done.stderr
