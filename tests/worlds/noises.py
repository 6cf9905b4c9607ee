# ruff: noqa: E501 - markup is read more easily in one line
"""What a site does to a page without editing it.

``INSIDE`` puts a piece into the text that is another one at each look or in each week; ``INSTEAD`` serves
something in the place of the page, as a success.  What varies per look is drawn at random, as real
rotations are, so two looks in a row may agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.servers import Reply

_QUOTES = (
    "“I slept through the night for the first time in years,” wrote a guest from Fernhill.",
    "“They explained every number before I paid,” said a teacher we saw in spring.",
    "“The room was quiet and the nurse never left,” a bus driver told us.",
    "“My sister noticed before I did,” wrote a guest of last autumn.",
    "“I was sceptical and they let me be sceptical,” said a retired pilot.",
)
_TESTIMONIALS = (
    "<p>They were patient with all my questions. I’d go back. — Odile R.</p>",
    "<p>Calm people and fair prices. The blanket is heavy. I came back in May. — T. Brandt</p>",
    "<p>It worked for me and not for my brother. They told us that might happen. — Petra</p>",
    "<p>Parking is a nuisance but nothing else was. — a guest from Millbrook</p>",
)
_OFFERS = (
    "Book this week and the first consultation is on us.",
    "New: evening hours on Thursdays, call to reserve a chair.",
    "Bring a friend and both of you save on the mood diary app.",
)
_VARIANTS = (
    "Ready to feel like yourself again? Talk with our front desk today.",
    "Could an infusion be right for you? Our front desk is happy to tell.",
)

Inside = Callable[[Random, int], str]


def _counter(chance: Random, week: int) -> str:
    return f"<p>{week * 911 + chance.randint(0, 400):,} people have read this article so far.</p>"


def _relative_date(_chance: Random, week: int) -> str:
    return f"<p>Last reviewed by our physicians {week + 2} weeks ago.</p>"


def _reading_time(chance: Random, week: int) -> str:
    return f"<p>Reading time: {4 + week % 3} minutes</p>"


def _updated_minutes(chance: Random, _week: int) -> str:
    return f"<p>Prices on this page were updated {chance.randint(2, 58)} minutes ago.</p>"


def _quote(chance: Random, _week: int) -> str:
    return f"<blockquote><p>{chance.choice(_QUOTES)}</p></blockquote>"


def _testimonial(chance: Random, _week: int) -> str:
    return f'<div class="card">{chance.choice(_TESTIMONIALS)}</div>'


def _promotion(chance: Random, _week: int) -> str:
    offer = chance.choice((*_OFFERS, ""))
    return f"<p><strong>{offer}</strong></p>" if offer else ""


def _ab_variant(chance: Random, _week: int) -> str:
    return f"<p>{chance.choice(_VARIANTS)}</p>"


def _related(chance: Random, _week: int) -> str:
    names = chance.sample(
        ("Sleep and mood", "Paying for care", "A day at the clinic", "Questions we hear"), 2
    )
    links = "".join(f'<li><a href="/blog/{name[:5].lower()}/">{name}</a></li>' for name in names)
    return f'<div class="inline-related"><h3>Related posts</h3><ul>{links}</ul></div>'


INSIDE: Mapping[str, Inside] = {
    "counter": _counter,
    "relative_date": _relative_date,
    "reading_time": _reading_time,
    "updated_minutes": _updated_minutes,
    "rotating_quote": _quote,
    "testimonial": _testimonial,
    "promotion": _promotion,
    "ab_variant": _ab_variant,
    "related_posts": _related,
}

# --- in the place of the page --------------------------------------------------------------------

Instead = Callable[[str, str], Reply]
"""From the page that should be there and the clinic's name to what is served."""


def _bare(title: str, *paragraphs: str) -> Reply:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return Reply(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>{text}</main></body></html>"
    )


def _block_page(_page: str, _clinic: str) -> Reply:
    return _bare(
        "One more step",
        "Please verify you are human by completing the action below.",
        "The security of your connection is reviewed before you proceed.",
        "Reference 8f3a17.",
    )


def _login_wall(_page: str, clinic: str) -> Reply:
    return _bare(
        f"{clinic}: members",
        "Log in to continue reading.",
        "Your library card number opens all of our articles.",
    )


def _javascript(_page: str, clinic: str) -> Reply:
    return _bare(clinic, "You need to enable JavaScript to run this app.", "Loading…")


def _throttle(_page: str, _clinic: str) -> Reply:
    return _bare(
        "Slow down", "Too many requests came from your address.", "Please try again in a few minutes."
    )


def _maintenance(_page: str, clinic: str) -> Reply:
    return _bare(
        clinic, "Our website is down for scheduled maintenance.", "We’ll be back shortly. Call us meanwhile."
    )


def _soft_404(_page: str, clinic: str) -> Reply:
    return _bare(
        f"Nothing here | {clinic}",
        "Oops! The page you are looking for has gone missing.",
        "It may have been moved, or it never was. Try the search or start from our home page.",
    )


def _empty(_page: str, _clinic: str) -> Reply:
    return Reply("")


def _shell(page: str, clinic: str) -> Reply:
    head = page[: page.index("</head>")]
    return Reply(f"{head}</head><body><header>{clinic}</header><main></main></body></html>")


def _truncated(page: str, _clinic: str) -> Reply:
    return Reply(page[: page.index("<p", int(len(page) * 0.45)) + 60])


def _consent(_page: str, clinic: str) -> Reply:
    return _bare(
        "Your privacy",
        f"{clinic} and its partners would like to store and read data on your device.",
        "Manage your privacy choices or accept all cookies to go on.",
    )


def _popup(page: str, clinic: str) -> Reply:
    offers = "".join(
        f"<p>{line}</p>"
        for line in (
            f"Join {clinic}’s letter and be the first to hear of open chairs and evening hours.",
            "We write twice a month, about sleep, mood and what the studies say, and never pass your name on.",
            "As a thank-you the first consultation costs nothing when you enter the code from the letter.",
            "You can leave the list at any time with one click at the foot of every letter.",
        )
    )
    start = page.index("<body")
    start = page.index(">", start) + 1
    head = page[:start]
    return Reply(f"{head}<main><article><h2>Before you go</h2>{offers}</article></main></body></html>")


def _wrong_charset(page: str, _clinic: str) -> Reply:
    body = page.replace('<meta charset="utf-8">', '<meta charset="iso-8859-1">')
    return Reply(body.encode(), content_type="text/html; charset=iso-8859-1")


INSTEAD: Mapping[str, Instead] = {
    "block_page": _block_page,
    "login_wall": _login_wall,
    "enable_javascript": _javascript,
    "throttle": _throttle,
    "maintenance": _maintenance,
    "soft_404": _soft_404,
    "empty_body": _empty,
    "empty_shell": _shell,
    "truncated": _truncated,
    "consent": _consent,
    "newsletter_popup": _popup,
    "wrong_charset": _wrong_charset,
}
AMBIENT = ("nonce", "related_beside")
"""On every page: tokens, counters and other articles around the text."""

EVERY: tuple[str, ...] = (*INSIDE, *INSTEAD, "redesign", "outage")
"""All that can be switched."""
