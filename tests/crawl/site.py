"""A small clinic site on loopback, and the commands run on a workspace that watches it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.servers import LoopbackServer, Reply

ROOT = Path(__file__).resolve().parents[2]

SENTENCES = (
    "Ketamine is given at our clinic on {subject} days under the eye of a nurse.",
    "Up to 70% of the people we treat for {subject} tell us that they feel better.",
    "Most of them notice a difference within 24 hours of the second visit.",
    "A course of six infusions costs $2,700, and we do not bill insurance.",
    "Side effects such as nausea and dizziness usually pass within two hours.",
    "You may not drive until the next morning, so please bring somebody along.",
    "It is not approved by the FDA for {subject}, and we will tell you so again.",
    "Before anything else our physician talks with you for a full hour about {subject}.",
)

PAGE = """<!doctype html><html lang="en"><head><title>{title} | Bluff Creek Ketamine</title>
<meta name="description" content="{description}"><meta property="og:site_name" content="Bluff Creek Ketamine">
</head><body><header><nav><a href="/">Home</a> <a href="/blog/">Blog</a></nav></header>
<main><article><h1>{title}</h1>{body}</article></main>
<footer><p>Bluff Creek Ketamine, 12 Mill Road</p></footer></body></html>"""


def article(
    subject: str, *, title: str = "", description: str = "", edits: Mapping[str, str] | None = None
) -> str:
    """The page of an article of three paragraphs, some of its wording replaced."""
    sentences = [sentence.format(subject=subject) for sentence in SENTENCES]
    body = "".join(
        f"<p>{' '.join(sentences[start : start + 3])}</p>"
        + (f"<h2>More about {subject}</h2>" if not start else "")
        for start in (0, 3, 6)
    )
    page = PAGE.format(
        title=title or f"Ketamine and {subject}", description=description or f"About {subject}.", body=body
    )
    for before, after in (edits or {}).items():
        assert before in page, before
        page = page.replace(before, after)
    return page


class Site:
    """Articles at addresses, listed in a sitemap.

    Args:
        server: already running; scripted here.
    """

    def __init__(self, server: LoopbackServer) -> None:
        self.server = server
        self.articles: dict[str, str] = {}
        server.pages["/"] = Reply(
            PAGE.format(title="Bluff Creek", description="Front", body="<p>Welcome.</p>")
        )
        server.pages["/sitemap.xml"] = lambda _received: Reply(
            self._sitemap(), content_type="application/xml"
        )
        server.pages["/robots.txt"] = Reply(
            f"User-agent: *\nDisallow: /private/\nSitemap: {server.url('/sitemap.xml')}\n",
            content_type="text/plain",
        )

    def put(self, path: str, page: str, **reply: Any) -> None:
        """Publish or replace an article."""
        self.articles[path] = page
        self.server.pages[path] = Reply(page, **reply)

    def drop(self, path: str, instead: Reply | None = None) -> None:
        """Unpublish an article: 404, or what is answered instead."""
        del self.articles[path]
        self.server.pages[path] = instead or Reply("gone", 404)

    def _sitemap(self) -> str:
        entries = "".join(f"<url><loc>{self.server.url(path)}</loc></url>" for path in self.articles)
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


class Workspace:
    """A workspace and the command ``monitor`` on it.

    Args:
        folder: made if need be.
        urls: of the clinics, by slug.
    """

    def __init__(self, folder: Path, urls: Mapping[str, str], *, head: str = "", settings: str = "") -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        tables = "".join(
            f'[[clinics]]\nslug = "{slug}"\nurl = "{url}"\ndelay = 0\n{settings}\n'
            for slug, url in urls.items()
        )
        (folder / "clinics.toml").write_text(f"{head or 'allow_private_addresses = true'}\n{tables}")

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "monitor", *arguments, "--data", str(self.folder)]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command and do not wait."""
        return subprocess.Popen(
            self.command(*arguments), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command to its end; it must end with ``code``."""
        done = subprocess.run(
            self.command(*arguments), cwd=ROOT, text=True, capture_output=True, timeout=120, check=False,
            env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout if code == 0 else done.stdout + done.stderr

    def changes(self) -> list[dict[str, Any]]:
        """All changes found so far."""
        return [json.loads(line) for line in self.run("changes", "--json").splitlines()]
