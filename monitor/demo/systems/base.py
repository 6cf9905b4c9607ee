"""What all systems share: routes, pages from templates, redirects, error pages, noise."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from monitor.demo.source import Article
from monitor.demo.systems.pictures import picture
from monitor.demo.weeks import State

HTML = "text/html; charset=utf-8"

_TEMPLATES = Path(__file__).parents[1] / "templates"
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_EMPHASIS = re.compile(r"\*(.+?)\*")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes:
        query: the last value of each key.
        look: how often this address was asked for before; what changes with every look hangs on it.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    look: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``ETag`` and ``Last-Modified`` are put to use by the server, not by the systems."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """What templates and handlers work with: one request to one clinic in one week."""

    system: System
    asked: Asked
    state: State

    @property
    def nonce(self) -> str:
        """A token that is another one at each look."""
        return self.token("nonce")

    def token(self, purpose: str) -> str:
        """A token for some purpose, another one at each look."""
        seed = f"{purpose} {self.asked.path} {self.asked.look} {self.state.week}"
        return blake2b(seed.encode(), digest_size=5).hexdigest()

    @property
    def views(self) -> int:
        """A view counter: higher at each look and in each week."""
        return 312 + 37 * len(self.asked.path) + 61 * self.state.week + self.asked.look

    @property
    def voice(self) -> str:
        """A quotation for the sidebar, another one at each look."""
        voices = self.state.site.voices
        return voices[(self.asked.look + self.state.week) % len(voices)]

    def url(self, path: str) -> str:
        """An absolute address."""
        return self.system.origin + path

    def link(self, article: Article) -> str:
        """The absolute address of an article."""
        return self.url(self.system.path_of(article))

    def picture(self, name: str) -> str:
        """The absolute address of a picture."""
        return self.url(f"{self.system.pictures}{name}.svg")


Handler = Callable[..., Answer]


class System(ABC):
    """A content system; one instance serves one clinic.

    Args:
        origin: scheme, host and port, without a slash at the end.
    """

    templates: ClassVar[str]
    pictures: ClassVar[str]
    style: ClassVar[str]
    page_size: ClassVar[int] = 4
    slash_at_end: ClassVar[bool] = False

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._environment = Environment(
            loader=FileSystemLoader([_TEMPLATES / self.templates, _TEMPLATES / "common"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["inline"] = inline
        self._routes = [(re.compile(pattern), handler) for pattern, handler in self.routes()]

    @abstractmethod
    def routes(self) -> list[tuple[str, Handler]]:
        """Patterns of whole paths with their handlers, which take the view and the pattern's groups."""

    @abstractmethod
    def path_of(self, article: Article) -> str:
        """The path of an article."""

    def answer(self, asked: Asked, state: State) -> Answer:
        """Answer one request."""
        view = View(self, asked, state)
        if self._lacks_slash(asked.path) or self._has_slash_too_many(asked.path):
            query = f"?{urlencode(asked.query)}" if asked.query else ""
            return self.redirect(asked.path.rstrip("/") + ("/" if self.slash_at_end else ""), query)
        if asked.path == self.style:
            return Answer((_TEMPLATES / self.templates / "style.css").read_bytes(), "text/css; charset=utf-8")
        if asked.path.startswith(self.pictures):
            name = asked.path.removeprefix(self.pictures).removesuffix(".svg")
            return Answer(picture(name).encode(), "image/svg+xml")
        for pattern, handler in self._routes:
            if found := pattern.fullmatch(asked.path):
                return handler(view, **found.groupdict())
        return self.not_found(view)

    def _lacks_slash(self, path: str) -> bool:
        if not self.slash_at_end or path.startswith("/wp-json/"):
            return False
        return not path.endswith("/") and "." not in path.rpartition("/")[2]

    def _has_slash_too_many(self, path: str) -> bool:
        return not self.slash_at_end and path != "/" and path.endswith("/")

    # --- pages ---

    def page(self, view: View, template: str, *, status: int = 200, **context: object) -> Answer:
        """Render a template of this system."""
        text = self._environment.get_template(template).render(
            view=view, state=view.state, site=view.state.site, **context
        )
        return Answer(text.encode(), status=status, headers=self.page_headers(view, text))

    def page_headers(self, view: View, text: str) -> Mapping[str, str]:  # noqa: ARG002 - systems differ in what they use
        """Headers of an HTML page."""
        return {}

    def article(self, view: View, slug: str) -> Answer:
        """Answer with an article, a plain page, a redirect to a new name, or 404."""
        state = view.state
        match state.outages.get(slug):
            case "maintenance":
                return self.page(view, "maintenance.html")
            case "not_found":
                return self.not_found(view)
        if article := state.article(slug):
            return self._article_page(view, article)
        if new := state.renamed.get(slug):
            return self.redirect(view.asked.path.replace(slug, new))
        return self.not_found(view)

    def _article_page(self, view: View, article: Article) -> Answer:
        older, newer = (None, None) if article.is_page else view.state.around(article)
        return self.page(view, "article.html", article=article, older=older, newer=newer)

    def place(self, view: View, slug: str) -> Answer:
        """Answer with a plain page beside the blog, or else as for an article."""
        if place := view.state.place(slug):
            return self.page(view, "place.html", place=place)
        return self.article(view, slug)

    def listing(self, view: View, number: str = "1", category: str = "") -> Answer:
        """Answer with one page of the list of articles, of the whole blog or of a category."""
        posts = [post for post in view.state.posts if category in ("", post.category_slug)]
        at, last = int(number), -(-len(posts) // self.page_size)
        if not 1 <= at <= last:
            return self.not_found(view)
        shown = posts[(at - 1) * self.page_size : at * self.page_size]
        return self.page(view, "listing.html", posts=shown, number=at, last=last, category=category)

    def not_found(self, view: View) -> Answer:
        """Answer with the system's 404 page."""
        return self.page(view, "not_found.html", status=404)

    def redirect(self, path: str, query: str = "") -> Answer:
        """Answer with a permanent redirect; the query is given with its question mark."""
        return Answer(b"", status=301, headers={"Location": self.origin + quote(path) + query})


def text(body: str, content_type: str = "text/plain; charset=utf-8", **headers: str) -> Answer:
    """An answer that is not a page; underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(body.encode(), content_type, headers=named)


def weak_etag(text: str) -> str:
    """A weak entity tag for a text."""
    return f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'


def inline(source: str) -> Markup:
    """Escape one line of an article's source and set its emphasis."""
    safe = str(escape(source))
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", safe)))  # noqa: S704
