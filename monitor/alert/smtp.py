"""The mail server: an encrypted, checked connection, and what goes wrong with it in plain words."""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType
from typing import Self, TypeVar

from monitor.config import Smtp
from monitor.diff import printable
from monitor.errors import LaterError, RefusedError, UnansweredError

T = TypeVar("T")

TIMEOUT = 30.0
"""Seconds that a server may take for one answer."""

LONGEST_ANSWER = 200

_FORBIDDEN = re.compile(rb"5\.7\.")
"""What an answer begins with that refuses for security or policy (RFC 3463)."""

_OTHER_NAME = (62, 64)
"""OpenSSL's codes for a certificate of another host: by name, by IP address."""

_UNKNOWN = (18, 19, 20, 21)
"""OpenSSL's codes for a certificate whose issuer nobody vouches for."""

_RIGHT_PORT = 'security = "tls" belongs to port 465, "starttls" to 587'


class Mailer:
    """One connection to the mail server, for as many mails as there are.

    A server that offers no encryption where it was asked for gets nothing: there is no way back to plain.

    Args:
        settings: ``[smtp]`` of alerts.toml.
        password: None: no login.
        sender: plain address for the envelope.
        timeout: seconds for each answer.
        context: for TLS; by default certificates are checked against those that the system trusts.

    Raises:
        LaterError: on entering, when no mail can be sent at all.
    """

    def __init__(
        self,
        settings: Smtp,
        password: str | None,
        sender: str,
        *,
        timeout: float = TIMEOUT,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._password = password or ""
        self._sender = sender
        self._timeout = timeout
        self._context = context or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._ask(self._open)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def offer(self, to: str) -> None:
        """Name sender and recipient to the server, over a new connection if the last one broke.

        Raises:
            LaterError: not now.
            RefusedError: the server will not have this recipient.
        """
        if self._server is None:
            self._ask(self._open)
        self._ask(lambda: self._name(to))

    def hand_over(self, mail: EmailMessage) -> None:
        """Send the mail to the recipient that ``offer`` named.

        Raises:
            LaterError: the server did not take it now.
            RefusedError: the server will never take it.
            UnansweredError: the connection broke; it may have been taken.
        """
        assert self._server is not None
        try:
            code, answer = self._server.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:  # refused before any of it was sent
            code, answer = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise UnansweredError(
                f"{self._place} gave no answer to a mail that was handed over: {self._clean(str(error))}"
            ) from None
        if code != 250:
            self._reset()
            raise self._refusal(code, answer, "the mail")

    @property
    def _place(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _open(self) -> None:
        settings = self._settings
        if settings.security == "tls":
            self._server = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=self._timeout, context=self._context
            )
        else:
            self._server = smtplib.SMTP(settings.host, settings.port, timeout=self._timeout)
        if settings.security == "starttls":
            self._server.starttls(context=self._context)
        self._server.ehlo_or_helo_if_needed()
        if settings.username:
            _log_in(self._server, settings.username, self._password)

    def _name(self, to: str) -> None:
        assert self._server is not None
        code, answer = self._server.mail(self._sender)
        if code != 250:
            self._reset()
            # Whatever the code: it is the operator's to mend, and nobody's mail is given up for it.
            raise LaterError(
                f"{self._place} does not accept the sender {self._sender}: {self._said(code, answer)}",
                everybody=True,
            )
        code, answer = self._server.rcpt(to)
        if code not in (250, 251):
            self._reset()
            if code == 530 or _FORBIDDEN.match(answer):
                # It is we who may not send, not the address that is wrong: the operator's to mend, too.
                raise LaterError(f"{self._place} does not let us send to {to}: {self._said(code, answer)}")
            raise self._refusal(code, answer, f"the recipient {to}")

    def _refusal(self, code: int, answer: bytes, what: str) -> LaterError | RefusedError:
        said = self._said(code, answer)
        if 500 <= code < 600:
            return RefusedError(f"{self._place} refuses {what}: {said}")
        if code == 421:
            self._close()
        return LaterError(f"{self._place} does not take {what} now: {said}", everybody=code == 421)

    def _reset(self) -> None:
        """Forget a recipient or mail that was refused; a connection that broke meanwhile is given up."""
        try:
            if self._server is not None:
                self._server.rset()
        except (OSError, smtplib.SMTPException):
            self._close()

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()

    def _ask(self, action: Callable[[], None]) -> None:
        """Speak to the server before any mail is handed over: what goes wrong is told, nothing is lost."""
        try:
            action()
        except (LaterError, RefusedError):
            raise
        except (OSError, smtplib.SMTPException) as error:
            said = self._in_words(error)
            self._close()
            raise LaterError(said, everybody=True) from None

    def _in_words(self, error: Exception) -> str:
        """What went wrong with the connection, and what to look at."""
        host, place = self._settings.host, self._place
        if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
            error = error.__context__  # smtplib hides it: a timeout, or what the network says
        match error:
            case socket.gaierror():
                return f"the name {host} of the mail server cannot be resolved: look at host in [smtp]"
            case ConnectionRefusedError():
                return f"nobody listens at {place}: look at host and port in [smtp]"
            case TimeoutError():
                return (
                    f"{place} gave no answer in {self._timeout:g} s; a firewall, or the port? {_RIGHT_PORT}"
                )
            case ssl.SSLCertVerificationError():
                return self._not_trusted(error)
            case ssl.SSLError():
                why = self._clean(error.reason or "TLS failed")
                return f"no encrypted connection to {place} ({why}): {_RIGHT_PORT}"
            case smtplib.SMTPNotSupportedError():
                return self._not_offered()
            case smtplib.SMTPAuthenticationError():
                said = self._said(error.smtp_code, _bytes(error.smtp_error))
                return (
                    f"{place} refuses the login of {self._settings.username}: {said}; look at username and "
                    "at the password in $MONITOR_SMTP_PASSWORD"
                )
            case smtplib.SMTPServerDisconnected():
                return f"{place} hung up: {_RIGHT_PORT}"
            case smtplib.SMTPResponseException():
                return (
                    f"{place} does not want to talk: {self._said(error.smtp_code, _bytes(error.smtp_error))}"
                )
        return f"{place}: {self._clean(str(error)) or type(error).__name__}"

    def _not_trusted(self, error: ssl.SSLCertVerificationError) -> str:
        said = f"the certificate of {self._place} is not trusted: {self._clean(error.verify_message)}"
        if error.verify_code in _OTHER_NAME:
            return f"{said}; host in [smtp] must be a name that it is for"
        if error.verify_code in _UNKNOWN:
            return f"{said}; if it is your own, let $SSL_CERT_FILE name a file with those that are trusted"
        return said

    def _not_offered(self) -> str:
        server = self._server
        if self._settings.security == "starttls" and not isinstance(
            getattr(server, "sock", None), ssl.SSLSocket
        ):
            return f"{self._place} offers no STARTTLS, and without it nothing is sent: {_RIGHT_PORT}"
        return (
            f"{self._place} offers no login that this program knows: look at username and security in [smtp]"
        )

    def _said(self, code: int, answer: bytes) -> str:
        return f"{code} {self._clean(answer.decode('utf-8', 'replace'))}".strip()

    def _clean(self, text: str) -> str:
        """What a server said, on one line, without the password should it have repeated it."""
        for secret in _forms(self._settings.username, self._password) if self._password else ():
            text = text.replace(secret, "…")
        return " ".join(printable(text).split())[:LONGEST_ANSWER]


def _log_in(server: smtplib.SMTP, username: str, password: str) -> None:
    """Log in; smtplib by itself cannot with letters beyond ASCII, which the standard has as UTF-8."""
    if (username + password).isascii():
        server.login(username, password)
        return
    if "PLAIN" not in server.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN")
    code, answer = server.docmd("AUTH", "PLAIN " + _forms(username, password)[0])
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _forms(username: str, password: str) -> tuple[str, ...]:
    plain = f"\0{username}\0{password}".encode()
    return (
        base64.b64encode(plain).decode(),
        base64.b64encode(password.encode()).decode(),
        password,
    )


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said
