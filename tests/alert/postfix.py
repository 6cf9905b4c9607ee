"""A real Postfix with STARTTLS and a login (by Dovecot) that delivers into Maildirs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.alert.servers import certificate, free_port

USERNAME, PASSWORD = "monitor@example.com", "right-horse-battery"
SECONDS = 30

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/boxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
default_transport = error:nothing leaves this machine
smtpd_tls_cert_file = {pem}
smtpd_tls_key_file = {pem}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{login}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

LOGIN = """\
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols =
ssl = no
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {login}
  }}
}}
"""


def missing() -> str:
    """What keeps it from being started here; empty if nothing does."""
    programs = [name for name in ("postfix", "dovecot") if shutil.which(name, path=_PATH) is None]
    if programs:
        return f"not installed: {', '.join(programs)}"
    return "" if os.geteuid() == 0 else "Postfix can only be started by root"


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


class Postfix:
    """Started on entering, stopped and removed at the end; knows ana@ and ben@example.com."""

    def __enter__(self) -> Self:
        # Not in a folder of pytest's: those are closed to Postfix's own users.
        self.folder = Path(tempfile.mkdtemp(prefix="monitor-postfix-"))
        self.folder.chmod(0o755)
        self.port, login = free_port(), free_port()
        self.pem = certificate(self.folder)
        for name in ("queue", "data", "mail", "dovecot", "etc"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        os.chown(self.folder / "mail", 65534, 65534)
        (self.folder / "boxes").write_text("ana@example.com ana/\nben@example.com ben/\n")
        values = {
            "folder": self.folder, "port": self.port, "login": login, "pem": self.pem, "password": PASSWORD,
        }  # fmt: skip
        (self.folder / "etc" / "main.cf").write_text(MAIN.format(**values))
        (self.folder / "etc" / "master.cf").write_text(MASTER.format(**values))
        (self.folder / "dovecot.conf").write_text(LOGIN.format(**values))
        self._login = subprocess.Popen(
            [self._program("dovecot"), "-F", "-c", self.folder / "dovecot.conf"], stderr=subprocess.DEVNULL
        )
        self._postfix("start")
        for port in (login, self.port):
            self._wait_for(port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._postfix("stop")
        self._login.terminate()
        self._login.wait(timeout=SECONDS)
        shutil.rmtree(self.folder)

    def mails(self, name: str, count: int) -> list[EmailMessage]:
        """What has been delivered to somebody, once there is so much of it."""
        box = self.folder / "mail" / name / "new"
        end = time.monotonic() + SECONDS
        while not box.is_dir() or len(list(box.iterdir())) < count:
            assert time.monotonic() < end, self.log()
            time.sleep(0.1)
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(box.iterdir())]

    def log(self) -> str:
        """What Postfix and Dovecot have to say."""
        logs = (self.folder / name for name in ("postfix.log", "dovecot.log"))
        return "\n".join(path.read_text() for path in logs if path.exists())

    def _postfix(self, command: str) -> None:
        arguments = [self._program("postfix"), "-c", self.folder / "etc", command]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, f"postfix {command}: {done.stderr}\n{self.log()}"

    @staticmethod
    def _program(name: str) -> str:
        found = shutil.which(name, path=_PATH)
        assert found is not None
        return found

    def _wait_for(self, port: int) -> None:
        end = time.monotonic() + SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert time.monotonic() < end, self.log()
                time.sleep(0.1)
            else:
                return
