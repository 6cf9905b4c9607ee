# ruff: noqa: E501 - markup is read more easily in one line
"""How content systems put an article into a page, in small: the wrappers, class names and order of each.

``HELD_OUT`` was not looked at while the rules of judgement were written; its figures are told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from tests.worlds.texts import Article, Block


@dataclass(frozen=True, slots=True)
class Page:
    """What a style is given.

    Attributes:
        inside: pieces of markup by the number of the block that they stand before; noise inside the text.
        beside: titles and paths of other articles, for the boxes around the text.
        token: another one at each look.
        count: a number that grows with each look.
        promise: the clinic's sentence that stands below every article.
    """

    article: Article
    clinic: str
    origin: str
    promise: str
    inside: Mapping[int, str] = field(default_factory=dict)
    beside: Sequence[tuple[str, str]] = ()
    token: str = ""
    count: int = 0
    title_end: str = ""

    @property
    def title(self) -> str:
        """The title element."""
        return escape(self.article.title + self.title_end)


Wrap = Callable[[Block], str]
Style = Callable[[Page], str]


def _body(page: Page, wrap: Wrap) -> str:
    pieces: list[str] = []
    for number, block in enumerate(page.article.blocks):
        pieces += [page.inside.get(number, ""), wrap(block)]
    pieces.append(page.inside.get(len(page.article.blocks), ""))
    return "\n".join(pieces)


def _plain(block: Block, *, p: str = "", h: str = "", item: str = "") -> str:
    """A block in ordinary markup; ``p``, ``h`` and ``item`` are attributes."""
    lines = [escape(line, quote=False) for line in block.lines]
    match block.kind:
        case "paragraph":
            return f"<p{p}>{' '.join(lines)}</p>"
        case "heading":
            return f"<h2{h}>{lines[0]}</h2>"
        case "quote":
            return f"<blockquote><p{p}>{lines[0]}</p></blockquote>"
        case "list":
            return "<ul>" + "".join(f"<li{item}>{line}</li>" for line in lines) + "</ul>"
        case _:
            rows = ("".join(f"<td>{cell}</td>" for cell in line.split("\t")) for line in lines)
            return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"


def _head(page: Page, more: str = "") -> str:
    said = escape(page.article.description)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{page.title}</title>'
        f'<meta name="description" content="{said}"><meta property="og:site_name" content="{page.clinic}">'
        f'<meta property="og:title" content="{page.title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{page.article.day}T08:00:00Z">{more}'
        f'<script>var nonce="{page.token}";</script></head>'
    )


def _links(page: Page, wrap: str = "<li>{}</li>") -> str:
    return "".join(
        wrap.format(f'<a href="{page.origin}{path}">{escape(title)}</a>') for title, path in page.beside
    )


_MENU = '<a href="/">Home</a> <a href="/blog/">Blog</a> <a href="/prices/">Prices</a> <a href="/contact/">Contact</a>'


def block_theme(page: Page) -> str:
    """WordPress with a block theme."""
    text = _body(page, lambda block: _plain(block, h=' class="wp-block-heading"'))
    return (
        f'{_head(page)}<body class="wp-singular post-template-default single single-post">'
        f'<div class="wp-site-blocks"><header class="wp-block-template-part"><nav class="wp-block-navigation">{_MENU}'
        f'</nav></header><main class="wp-block-group"><h1 class="wp-block-post-title">{escape(page.article.title)}</h1>'
        f'<div class="wp-block-post-date"><time datetime="{page.article.day}">{page.article.day}</time></div>'
        f'<div class="entry-content wp-block-post-content">{text}<p class="has-small-font-size"><em>{page.promise}</em>'
        f'</p></div><div class="post-views">{page.count} views</div><div id="comments" class="wp-block-comments">'
        f'<h3>Leave a Reply</h3><form><p>Your email address will not be published.</p><input type="hidden" '
        f'value="{page.token}"><textarea></textarea></form></div><nav class="post-navigation">{_links(page, "{}")}</nav>'
        f'</main><aside class="widget-area"><h2>Recent posts</h2><ul>{_links(page)}</ul></aside>'
        f"<footer><p>{page.clinic}, all rights reserved.</p></footer></div></body></html>"
    )


def div_soup(page: Page) -> str:
    """A page builder that wraps every block in five elements."""

    def wrap(block: Block) -> str:
        inner = _plain(block, h=' class="elementor-heading-title"', item=' class="elementor-icon-list-item"')
        return (
            f'<div class="elementor-element elementor-widget elementor-widget-text-editor" data-id="{len(inner):x}">'
            f'<div class="elementor-widget-container">{inner}</div></div>'
        )

    return (
        f'{_head(page)}<body class="elementor-default elementor-page"><div class="elementor-location-header"><nav>{_MENU}'
        f'</nav></div><div class="elementor elementor-location-single post type-post"><div class="e-con e-parent">'
        f'<div class="e-con-inner"><h1 class="elementor-heading-title">{escape(page.article.title)}</h1>'
        f'<ul class="elementor-post-info"><li><time>{page.article.day}</time></li><li>{page.count} reading now</li></ul>'
        f'</div></div><div class="e-con e-parent"><div class="e-con-inner"><div class="main-column">'
        f'{_body(page, wrap)}<div class="elementor-widget"><p class="small-print">{page.promise}</p></div></div>'
        f'<div class="side-column"><h4>Popular right now</h4>{_links(page, "<article><h3>{}</h3></article>")}'
        f'</div></div></div></div><footer class="elementor-location-footer"><p>{page.clinic}</p></footer></body></html>'
    )


def squared(page: Page) -> str:
    """A hosted builder with grid rows."""
    text = _body(
        page,
        lambda block: f'<div class="sqs-block"><div class="sqs-html-content">{_plain(block)}</div></div>',
    )
    return (
        f'{_head(page)}<body class="view-item"><header id="header"><nav class="header-nav">{_MENU}</nav></header>'
        f'<main id="page"><article class="h-entry entry"><div class="blog-item-title"><h1 class="entry-title">'
        f'{escape(page.article.title)}</h1></div><div class="blog-item-meta-wrapper"><time>{page.article.day}</time></div>'
        f'<div class="blog-item-content e-content"><div class="sqs-layout"><div class="row"><div class="col">{text}'
        f'<div class="sqs-block"><p class="sqsrte-small">{page.promise}</p></div></div></div></div></div>'
        f'<div class="blog-item-comments"><h4>Comments ({page.count % 7})</h4></div></article>'
        f'<section id="itemPagination" class="item-pagination">{_links(page, "<h2>{}</h2>")}</section></main>'
        f'<footer id="footer-sections"><p>{page.clinic}</p></footer></body></html>'
    )


def hooked(page: Page) -> str:
    """A hosted builder with hashed class names."""

    def wrap(block: Block) -> str:
        inner = _plain(block, p=' class="xAz1E" dir="auto"', h=' class="kb0ht"', item=' class="uv7jx"')
        return f'<div class="nkqC0" data-hook="rcv-block">{inner}</div>'

    return (
        f'{_head(page)}<body><div id="SITE_CONTAINER"><header id="SITE_HEADER"><nav>{_MENU}</nav></header>'
        f'<main id="PAGES_CONTAINER"><div data-hook="post"><ul><li data-hook="user-name">Front desk</li>'
        f'<li data-hook="time-ago">{page.article.day}</li></ul><h1 data-hook="post-title">{escape(page.article.title)}</h1>'
        f'<section data-hook="post-description"><div class="rich-content-viewer">{_body(page, wrap)}'
        f'<div class="nkqC0"><p class="xAz1E">{page.promise}</p></div></div></section>'
        f'<div data-hook="view-count">{page.count} views</div></div><section data-hook="related-posts"><h2>Recent Posts</h2>'
        f'{_links(page, "<div>{}</div>")}</section></main><footer id="SITE_FOOTER"><p>{page.clinic}</p></footer></div>'
        f'<script type="application/json">{{"session":"{page.token}","viewCount":{page.count}}}</script></body></html>'
    )


def spirit(page: Page) -> str:
    """A publishing platform with semantic markup."""
    return (
        f'{_head(page)}<body class="post-template"><div class="gh-viewport"><header class="gh-navigation"><nav>{_MENU}</nav>'
        f'</header><main class="gh-main"><article class="gh-article post"><header class="gh-article-header">'
        f'<h1 class="gh-article-title">{escape(page.article.title)}</h1><div class="gh-article-meta">'
        f'<time>{page.article.day}</time></div></header><section class="gh-content">{_body(page, _plain)}'
        f'<p class="small">{page.promise}</p></section></article><section class="gh-container"><h2>Read more</h2>'
        f"{_links(page, '<article class=gh-card><h3>{}</h3></article>')}</section></main>"
        f'<footer class="gh-footer"><form data-members-form><input type="email" name="email"></form><p>{page.clinic}</p>'
        f"</footer></div></body></html>"
    )


def flowing(page: Page) -> str:
    """A visual designer with rich-text fields."""
    return (
        f'{_head(page)}<body><div class="navbar w-nav"><nav role="navigation" class="w-nav-menu">{_MENU}</nav></div>'
        f'<div class="section hero"><div class="w-container"><h1 class="heading-2">{escape(page.article.title)}</h1>'
        f'<div class="post-date">{page.article.day}</div></div></div><div class="section"><div class="w-container">'
        f'<div class="w-richtext">{_body(page, _plain)}</div><div class="fine-print"><p>{page.promise}</p></div></div></div>'
        f'<div class="section related"><h3>More articles</h3><div class="w-dyn-list">'
        f'{_links(page, "<div class=w-dyn-item>{}</div>")}</div></div><div class="footer"><p>{page.clinic}</p></div>'
        f"</body></html>"
    )


def fields(page: Page) -> str:
    """Held out: a system that renders a node from fields."""
    return (
        f'{_head(page)}<body class="path-node page-node-type-article"><div class="dialog-off-canvas-main-canvas">'
        f'<header role="banner"><nav role="navigation">{_MENU}</nav></header><main role="main">'
        f'<div class="layout-content"><div class="region region-content"><h1 class="page-title">'
        f'<span>{escape(page.article.title)}</span></h1><article role="article" class="node node--type-article">'
        f'<footer class="node__meta"><span>Submitted by front desk on {page.article.day}</span></footer>'
        f'<div class="node__content"><div class="field field--name-body field--type-text-with-summary">'
        f'{_body(page, _plain)}</div><div class="field field--name-field-notice"><p>{page.promise}</p></div>'
        f'</div></article></div></div><aside class="layout-sidebar-second"><h2>Recent content</h2>{_links(page)}</aside>'
        f'</main><footer class="site-footer"><p>{page.clinic}</p></footer></div></body></html>'
    )


def modules(page: Page) -> str:
    """Held out: a marketing suite with modules."""
    text = _body(
        page, lambda block: _plain(block, p=' style="line-height:1.6"', h=' style="font-weight:bold"')
    )
    return (
        f'{_head(page)}<body class="hs-content-id-1 hs-blog-post"><div class="body-wrapper"><div class="header-container">'
        f'<div class="hs-menu-wrapper"><ul><li>{_MENU}</li></ul></div></div><main class="body-container-wrapper">'
        f'<div class="content-wrapper"><div class="blog-post"><h1 class="blog-post__title">'
        f'<span class="hs_cos_wrapper">{escape(page.article.title)}</span></h1><div class="blog-post__timestamp">'
        f'{page.article.day}</div><div class="blog-post__body"><span class="hs_cos_wrapper_type_rich_text">{text}'
        f'<p><small>{page.promise}</small></p></span></div></div><div class="blog-related-posts"><h2>Other articles</h2>'
        f'{_links(page, "<div class=card>{}</div>")}</div></div></main><div class="footer-container"><p>{page.clinic}</p>'
        f"</div></div></body></html>"
    )


STYLES: Mapping[str, Style] = {
    "block-theme": block_theme,
    "div-soup": div_soup,
    "squared": squared,
    "hooked": hooked,
    "spirit": spirit,
    "flowing": flowing,
}
HELD_OUT: Mapping[str, Style] = {"fields": fields, "modules": modules}
