"""A real WordPress from Debian's packages on loopback, with a database of its own, gone when it is stopped.

Nothing of the machine's own WordPress or database is touched: the program is copied into a temporary
folder, the database server has its data there and listens on a socket there, PHP's own web server serves
it on a free port.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from typing import Any, Self

PROGRAM = Path("/usr/share/wordpress")
THEMES = PROGRAM / "wp-content" / "themes"
PHP_FILES = Path(__file__).parent / "php"
POSTS = Path(__file__).parent / "posts"
PHP_EXTENSIONS = ("mysqli", "mbstring", "dom", "xml", "curl", "gd", "intl")
START_SECONDS = 25
WORKERS = 2  # requests that PHP answers at once


def missing() -> str:
    """Say what this machine lacks to run WordPress; empty if nothing."""
    programs = [name for name in ("php", "mariadbd", "mariadb-install-db") if _program(name) is None]
    if programs:
        return "not installed: " + ", ".join(programs)
    if not (THEMES / "twentytwentythree").is_dir():
        return "not installed: Debian's wordpress and wordpress-theme-twentytwentythree"
    loaded = subprocess.run(["php", "-m"], capture_output=True, text=True, check=True).stdout.lower().split()
    lacking = [name for name in PHP_EXTENSIONS if name not in loaded]
    return "not installed: PHP extensions " + ", ".join(lacking) if lacking else ""


def _program(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class WordPress:
    """One site, running between ``start`` and ``stop``, or inside a ``with`` block.

    It starts without any post and with pretty addresses (``/slug/``). Posts are changed the way an author's
    program would do it: through the REST API with an application password.

    Attributes:
        url: address of the site, without a slash at the end.
    """

    def __init__(self) -> None:
        self._folder = Path()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._password = ""
        self._port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Address of the site, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    # --- running ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Install and serve the site; raises RuntimeError with the last words of what failed."""
        # Not in pytest's folder: the path of a Unix socket may have 107 bytes only.
        self._folder = Path(tempfile.mkdtemp(prefix="wordpress-"))
        try:
            self._start_database()
            self._copy_program()
            self._port = _free_port()
            self._password = self._install()
            self._start_web_server()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End both servers and remove everything; may be called at any time and twice."""
        for process in reversed(self._processes):
            _end(process)
        self._processes.clear()
        if self._folder != Path():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = Path()

    def _start_database(self) -> None:
        data = self._folder / "database"
        data.mkdir(mode=0o700)
        # A server that is started as root insists on being told so.
        user = ["--user=root"] if os.geteuid() == 0 else []
        common = ["--no-defaults", f"--datadir={data}", "--innodb-log-file-size=8M", *user]
        self._run("mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db")
        self._serve(
            "mariadbd",
            *common,
            f"--socket={self._socket}",
            "--skip-networking",
            "--innodb-buffer-pool-size=32M",
            "--innodb-flush-log-at-trx-commit=0",
            "--performance-schema=off",
        )
        self._wait(self._socket.exists, "the database")

    def _copy_program(self) -> None:
        # Debian's tree holds links into other packages; PHP's web server serves what stands in its folder.
        unneeded = shutil.ignore_patterns("languages", "uploads", "upgrade")
        shutil.copytree(PROGRAM, self._site, symlinks=False, ignore=unneeded, ignore_dangling_symlinks=True)
        shutil.copy(PHP_FILES / "wp-config.php", self._site / "wp-config.php")
        (self._site / "wp-content" / "mu-plugins").mkdir(exist_ok=True)

    def _install(self) -> str:
        """Run the installation and return the application password."""
        return self._run("php", *self._php_settings, str(PHP_FILES / "install.php"), str(self._site)).strip()

    def _start_web_server(self) -> None:
        arguments = ["-S", f"127.0.0.1:{self._port}", "-t", str(self._site), str(PHP_FILES / "router.php")]
        self._serve("php", *self._php_settings, *arguments)
        self._wait(self._answers, "the web server")

    @property
    def _site(self) -> Path:
        return self._folder / "site"

    @property
    def _socket(self) -> Path:
        return self._folder / "database.sock"

    @property
    def _log(self) -> Path:
        return self._folder / "servers.log"

    @property
    def _php_settings(self) -> list[str]:
        return ["-d", "display_errors=stderr", "-d", "sendmail_path=/bin/true", "-d", "memory_limit=256M"]

    @property
    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "WP_SOCKET": str(self._socket),
            "WP_URL": self.url,
            "PHP_CLI_SERVER_WORKERS": str(WORKERS),
            "TMPDIR": str(self._folder),
        }

    def _run(self, program: str, *arguments: str) -> str:
        command = [_program(program) or program, *arguments]
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=START_SECONDS
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"{program} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}"
            )
        return done.stdout

    def _serve(self, program: str, *arguments: str) -> None:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [_program(program) or program, *arguments],
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # PHP's workers end with their group
            )
        self._processes.append(process)

    def _wait(self, ready: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + START_SECONDS
        while not ready():
            ended = any(process.poll() is not None for process in self._processes)
            if ended or time.monotonic() > end:
                raise RuntimeError(f"{what} did not come up: {self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return self.get("/wp-json/")[0] == 200
        except (OSError, HTTPException):
            return False

    # --- reading ---------------------------------------------------------------------------------

    def get(self, path: str) -> tuple[int, HTTPMessage, str]:
        """Fetch a path as any visitor: status, headers and body, no redirect followed."""
        return self._request("GET", path)

    # --- writing ---------------------------------------------------------------------------------

    def publish(self, title: str, html: str, **fields: Any) -> int:
        """Publish a post and return its id; ``fields`` are the REST API's, such as ``slug`` or ``date``."""
        answer = self._api("POST", "posts", {"title": title, "content": html, "status": "publish", **fields})
        return int(answer["id"])

    def edit(self, post: int, **fields: Any) -> None:
        """Change fields of a post, such as ``content`` or ``title``."""
        self._api("POST", f"posts/{post}", fields)

    def unpublish(self, post: int) -> None:
        """Turn a post back into a draft: visitors get 404."""
        self.edit(post, status="draft")

    def rename(self, post: int, slug: str) -> None:
        """Give a post another address; WordPress redirects the old one."""
        self.edit(post, slug=slug)

    def install_noise_plugin(self) -> None:
        """Make every view of a page differ: nonces, counters, ages and blocks that turn."""
        shutil.copy(PHP_FILES / "noise.php", self._site / "wp-content" / "mu-plugins")

    def reset(self) -> None:
        """Delete every post and the noise plugin."""
        (self._site / "wp-content" / "mu-plugins" / "noise.php").unlink(missing_ok=True)
        for post in self._api("GET", "posts?status=any,trash&per_page=100"):
            self._api("DELETE", f"posts/{post['id']}?force=true")

    def _api(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> Any:
        status, _, body = self._request(method, f"/wp-json/wp/v2/{path}", fields)
        if status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {status} {body[:500]}")
        return json.loads(body)

    def _request(
        self, method: str, path: str, fields: Mapping[str, Any] | None = None
    ) -> tuple[int, HTTPMessage, str]:
        headers = {"Accept": "*/*"}
        if path.startswith("/wp-json/wp/"):
            credentials = base64.b64encode(f"editor:{self._password}".encode()).decode()
            headers |= {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self._port, timeout=START_SECONDS)
        try:
            connection.request(method, path, json.dumps(fields) if fields else None, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server with all its workers, kindly at first."""
    for force in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, force)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
