"""Which addresses can be articles, from their shape alone; what sources say about them is ``selection``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from monitor.discover import addresses

_FILE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|mov|avi|webm|wav|ogg|zip|gz|rar|7z|"
    r"docx?|xlsx?|pptx?|csv|txt|rtf|ics|vcf|epub|xml|rss|atom|json|js|css|woff2?)$"
)
_DATE_ARCHIVE = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")
_DATED = re.compile(r"/(?:19|20)\d\d/\d{1,2}/(?:\d{1,2}/)?\d*[^/\d][^/]*/?$")
_DIGITS = re.compile(r"\d{1,4}")

# Followed by the name of what is collected: /tag/sleep/, /blog/author/rivera/.
_ARCHIVES = frozenset({
    "tag", "tags", "category", "categories", "author", "authors", "topic", "topics", "hashtags", "search",
    "archive", "archives", "wp-content", "wp-includes", "wp-admin", "wp-json", "profile", "members",
    "cdn-cgi",
})  # fmt: skip
# As the last part: other forms of a page, or its machinery.
_ENDINGS = frozenset({
    "feed", "rss", "atom", "amp", "print", "embed", "trackback", "tag", "tags", "category", "categories",
    "author", "authors", "topics", "search", "archive", "archives", "wp-login.php", "xmlrpc.php", "wp-json",
})  # fmt: skip
_ARCHIVE_QUERIES = frozenset({
    "page", "paged", "offset", "s", "q", "query", "search", "cat", "tag", "author", "category", "month",
    "format", "feed", "reversepaginate", "blog-page", "attachment_id", "preview", "add-to-cart",
})  # fmt: skip
_BLOGS = frozenset({
    "blog", "blogs", "post", "posts", "article", "articles", "insights", "learn", "news", "stories",
    "journal",
})  # fmt: skip
_PLAIN_PAGES = frozenset({
    "home", "index", "about", "about-us", "contact", "contact-us", "contact-form", "pricing", "prices",
    "price", "cost", "costs", "fees", "services", "service", "treatment", "treatments", "conditions",
    "therapies", "team", "our-team", "meet-the-team", "staff", "our-staff", "provider", "providers",
    "doctors", "physicians", "faq", "faqs", "location", "locations", "clinics", "testimonial",
    "testimonials", "reviews", "career", "careers", "jobs", "employment", "privacy", "privacy-policy",
    "terms", "terms-of-use", "terms-of-service", "terms-and-conditions", "terms-conditions",
    "cookie-policy", "cookies", "disclaimer", "disclosures", "accessibility", "accessibility-statement",
    "hipaa", "notice-of-privacy-practices", "legal", "login", "log-in", "signin", "sign-in", "signup",
    "sign-up", "register", "account", "my-account", "cart", "shop", "store", "product", "products",
    "checkout", "book", "booking", "book-now", "book-online", "book-appointment", "appointment",
    "appointments", "schedule", "get-started", "start", "thank-you", "thanks", "sitemap", "html-sitemap",
    "search", "insurance", "financing", "payment", "payments", "referral", "referrals", "refer", "forms",
    "patient-forms", "new-patients", "patients", "patient-portal", "portal", "gallery", "photos", "events",
    "event", "gift-cards", "gift-card", "newsletter", "subscribe", "unsubscribe", "donate", "press",
    "media", "404", "not-found",
})  # fmt: skip


def never(url: str) -> bool:
    """Tell whether an address cannot be an article, whoever lists it.

    So are files, feeds, print and mobile forms, pages of listings, and archives by tag, category,
    author or date.
    """
    parts = addresses.segments(url)
    if not parts and not urlsplit(url).query:
        return True
    if parts and (parts[-1] in _ENDINGS or any(part in _ARCHIVES for part in parts[:-1])):
        return True
    path = "/" + "/".join(parts)
    if _FILE.search(path) or _DATE_ARCHIVE.search(path):
        return True
    return page_number(url) is not None or bool(_query_names(url) & _ARCHIVE_QUERIES)


def plain_page(url: str) -> bool:
    """Tell whether an address is plainly a page of another kind: about, contact, prices, legal, shop."""
    parts = addresses.segments(url)
    return not parts or parts[0] in _PLAIN_PAGES or parts[-1] in _PLAIN_PAGES or blog_index(url)


def blog_index(url: str) -> bool:
    """Tell whether an address ends like the list of a blog: ``/blog/``, ``/en/insights``."""
    parts = addresses.segments(url)
    return bool(parts) and parts[-1] in _BLOGS


def names_blog(directory: str) -> bool:
    """Tell whether a directory has the name of a blog: ``/blog``, ``/ember-chronicles-blog``."""
    return _blogish(directory.rpartition("/")[2])


def under_blog(url: str) -> bool:
    """Tell whether an address lies under a blog by its shape: ``/blog/slug``, ``/2024/05/slug``."""
    parts = addresses.segments(url)
    return any(_blogish(part) for part in parts[:-1][:2]) or _DATED.search(urlsplit(url).path) is not None


def under(url: str, directories: Iterable[str]) -> bool:
    """Tell whether an address lies under one of some directories, themselves not counted."""
    path = urlsplit(url).path.lower()
    return any(
        path.startswith(directory + "/") and path.rstrip("/") != directory for directory in directories
    )


def is_one_of(url: str, directories: Iterable[str]) -> bool:
    """Tell whether an address is one of some directories itself: the index of what lies below."""
    return urlsplit(url).path.lower().rstrip("/") in directories


def directory(url: str) -> str:
    """Give the directory of an article without the date in it, in lower case; empty for the root."""
    parts = list(addresses.segments(url))[:-1]
    while parts and _DIGITS.fullmatch(parts[-1]):
        parts.pop()
    return "".join(f"/{part}" for part in parts)


def shared_directories(urls: Iterable[str]) -> frozenset[str]:
    """Give the directories in which at least half of the given articles lie; ``""`` is the root."""
    counted = Counter(directory(url) for url in urls)
    return frozenset(name for name, number in counted.items() if 2 * number >= counted.total())


def blog_path(url: str) -> str:
    """Give the blog's directory that a clinic's start address names, in lower case; empty for the root.

    The start may be a feed or sitemap: ``/blog/rss.xml`` names ``/blog``.
    """
    parts = list(addresses.segments(url))
    while parts and (parts[-1] in _ENDINGS or _FILE.search(parts[-1])):
        parts.pop()
    return "".join(f"/{part}" for part in parts)


def matches(url: str, patterns: Iterable[str]) -> bool:
    """Tell whether a pattern matches the path of an address; ``*`` stands for anything."""
    path = urlsplit(url).path
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def page_number(url: str) -> int | None:
    """Give the number of a page of a listing (``/page/2/``, ``?page=2``, ``?abc_page=2``), else None."""
    parts = addresses.segments(url)
    if len(parts) >= 2 and parts[-2] in ("page", "p") and _DIGITS.fullmatch(parts[-1]):
        return int(parts[-1])
    for pair in urlsplit(url).query.lower().split("&"):
        name, _, value = pair.partition("=")
        numbered = name in ("page", "paged", "pg", "blog-page") or name.endswith("_page")
        if numbered and _DIGITS.fullmatch(value):
            return int(value)
    return None


def further_page(url: str) -> bool:
    """Tell whether an address is a further page of a listing, by number or by offset."""
    return page_number(url) is not None or "offset" in _query_names(url)


def _blogish(part: str) -> bool:
    return part in _BLOGS or part.endswith("-blog") or part.startswith("blog-")


def _query_names(url: str) -> frozenset[str]:
    return frozenset(pair.partition("=")[0] for pair in urlsplit(url).query.lower().split("&"))
