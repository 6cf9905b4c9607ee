"""Mail servers on loopback: a real one with STARTTLS and login, and one that fails as it is told."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USERNAME, PASSWORD = "monitor@example.com", "s3cret/päss word"


def certificate(folder: Path, *, host: str = "127.0.0.1", days: int = 1) -> Path:
    """A PEM file with a key and a self-signed certificate for a host, run out if ``days`` is negative."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail test")])
    now = datetime.now(UTC)
    try:
        subject: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return file


def trusting(file: Path) -> ssl.SSLContext:
    """What a client trusts that knows this certificate."""
    return ssl.create_default_context(cafile=str(file))


class Mailbox:
    """Keeps what arrives; refuses addresses that begin with ``no-``."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if address.startswith("no-"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        self.mails += [(to, mail) for to in envelope.rcpt_tos]
        return "250 taken"

    def received(self) -> list[tuple[str, str]]:
        """(recipient, subject) of each mail."""
        return [(to, str(mail["Subject"])) for to, mail in self.mails]


class RealServer:
    """aiosmtpd with STARTTLS and a login, or with TLS from the start.

    Args:
        pem: its certificate and key; None: no encryption and no login.
        implicit: TLS from the start.
    """

    def __init__(self, pem: Path | None, *, implicit: bool = False) -> None:
        self.mailbox = Mailbox()
        context = None
        if pem is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem)
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": free_port()}
        if context is not None and implicit:
            options["ssl_context"] = context
        elif context is not None:
            options |= {
                "tls_context": context, "require_starttls": True,
                "authenticator": self._login, "auth_required": True,
            }  # fmt: skip
        self._controller = Controller(self.mailbox, **options)
        self.port: int = options["port"]

    @staticmethod
    def _login(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        right = LoginPassword(USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=data == right, handled=False)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ScriptedServer:
    """Answers each command as told; whatever is not told is taken.

    Args:
        script: answers by the beginning of a command (``CONNECT``, ``RCPT TO:<ana``, ``END`` for the dot);
            a list is gone through, its last answer stays. ``DROP`` closes the connection, ``SILENCE``
            says nothing.

    Attributes:
        on: called before a command that begins so is answered.
    """

    def __init__(self, script: dict[str, str | Sequence[str]] | None = None) -> None:
        self.script = script or {}
        self.commands: list[str] = []
        self.mails: list[tuple[str, EmailMessage]] = []
        self.on: dict[str, Callable[[], None]] = {}
        self._said: dict[str, int] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def received(self) -> list[tuple[str, str]]:
        """(recipient, subject) of each mail that was taken whole, whatever was answered."""
        return [(to, str(mail["Subject"])) for to, mail in self.mails]

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                self._talk(connection, lines)
            except (OSError, _Dropped):
                return

    def _talk(self, connection: socket.socket, lines: Any) -> None:
        to = ""
        self._answer(connection, "CONNECT", "220 ready")
        while line := lines.readline():
            command = line.decode("utf-8", "replace").strip()
            self.commands.append(command)
            if command.upper().startswith("EHLO"):
                self._answer(connection, command, "250-here\r\n250 8BITMIME")
            elif command.upper() == "DATA":
                if self._answer(connection, "DATA", "354 go on").startswith("354"):
                    self._take(connection, lines, to)
            elif command.upper() == "QUIT":
                self._answer(connection, command, "221 bye")
                return
            else:
                if command.upper().startswith("RCPT TO:"):
                    to = command[9:-1]
                self._answer(connection, command, "250 OK")

    def _take(self, connection: socket.socket, lines: Any, to: str) -> None:
        if self._scripted("MIDDLE", "") == "DROP":
            lines.readline()
            raise _Dropped
        content = bytearray()
        while (line := lines.readline()) != b".\r\n":
            if not line:
                raise _Dropped  # the sender is gone: half a mail is no mail
            content += line.removeprefix(b".")
        self.mails.append((to, message_from_bytes(bytes(content), policy=default)))
        self._answer(connection, "END", "250 taken")

    def _answer(self, connection: socket.socket, command: str, otherwise: str) -> str:
        for start, react in list(self.on.items()):
            if command.upper().startswith(start):
                react()
        answer = self._scripted(command, otherwise)
        if answer == "DROP":
            raise _Dropped
        if answer == "SILENCE":
            self._ended.wait(10)
            raise _Dropped
        connection.sendall(answer.encode() + b"\r\n")
        return answer

    def _scripted(self, command: str, otherwise: str) -> str:
        for start, told in self.script.items():
            if command.upper().startswith(start.upper()):
                if isinstance(told, str):
                    return told
                place = self._said.get(start, 0)
                self._said[start] = place + 1
                return told[min(place, len(told) - 1)]
        return otherwise


class _Dropped(Exception):
    """The connection is to be closed now."""
