"""True events: what a clinic does to an article, and what of it a reader can see."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from tests.worlds.texts import ITEMS, Article, Block, Writer

Edit = Callable[[Article, Random], Article | None]
"""The article after the event; None where it has nothing to do it to."""

_VERB = re.compile(r"\b(?:is|may|should|can|are|was|will)\b")
_DIGITS = re.compile(r"(?<![$\d.,])\d{1,3}(?![\d,]*\d)(?!\d)")
_WORDS = {
    "usually": "rarely", "quiet": "silent", "nurse": "doctor", "people": "guests", "rare": "common",
    "small": "large", "shorter": "longer", "heavy": "light", "many": "most",
    "Most": "Some", "legal": "lawful",
    "often": "seldom", "adults": "women", "tell": "promise", "feel": "felt", "room": "hall",
    "clinic": "practice", "visit": "session", "infusion": "treatment", "infusions": "treatments",
    "dose": "amount", "hours": "days",
}  # fmt: skip


def _sentences(article: Article) -> list[tuple[int, int]]:
    return list(article.places("paragraph"))


def _reword(places: list[tuple[int, int]], article: Article, change: Callable[[str], str]) -> Article | None:
    for place in places:
        line = article.line(place)
        changed = change(line)
        if changed != line:
            return article.with_line(place, changed)
    return None


def _shuffled(places: list[tuple[int, int]], chance: Random) -> list[tuple[int, int]]:
    return chance.sample(places, len(places))


def _swap_word(line: str) -> str:
    for old, new in _WORDS.items():
        changed = re.sub(rf"\b{old}\b", new, line, count=1)
        if changed != line:
            return changed
    return line


def _bump(line: str) -> str:
    return _DIGITS.sub(lambda found: str(int(found.group()) + 1), line, count=1)


def word(article: Article, chance: Random) -> Article | None:
    """One word in some sentence."""
    return _reword(_shuffled(_sentences(article), chance), article, _swap_word)


def first_sentence(article: Article, _chance: Random) -> Article | None:
    """The first sentence gets a word more."""
    return _reword(_sentences(article)[:1], article, lambda line: _VERB.sub(r"\g<0> now", line, count=1))


def last_sentence(article: Article, _chance: Random) -> Article | None:
    """The last sentence loses its end to another one."""
    return _reword(_sentences(article)[-1:], article, lambda line: line.rstrip(".?") + ", as a rule.")


def digit(article: Article, chance: Random) -> Article | None:
    """One number."""
    return _reword(_shuffled(_sentences(article), chance), article, _bump)


def negation(article: Article, chance: Random) -> Article | None:
    """One "not" comes in."""
    return _reword(
        _shuffled(_sentences(article), chance), article, lambda line: _VERB.sub(r"\g<0> not", line, count=1)
    )


def currency(article: Article, chance: Random) -> Article | None:
    """One sign of currency."""
    return _reword(_shuffled(_sentences(article), chance), article, lambda line: line.replace("$", "€", 1))


def sentence_added(article: Article, chance: Random) -> Article | None:
    """A sentence more, anywhere in a paragraph."""
    place = chance.choice(_sentences(article))
    lines = (article.line(place), f"{Writer(chance).sentence()[:-1]} as of today.")
    return article.with_line(place, *chance.sample(lines, 2))


def sentence_removed(article: Article, chance: Random) -> Article | None:
    """A sentence less."""
    places = [place for place in _sentences(article) if len(article.blocks[place[0]].lines) > 1]
    return article.with_line(chance.choice(places)) if places else None


def paragraph_added(article: Article, chance: Random) -> Article | None:
    """A paragraph more."""
    writer = Writer(chance)
    lines = tuple(f"{writer.sentence()[:-1]}, we find." for _ in range(2))
    return article.with_blocks(chance.randint(0, len(article.blocks)), 0, Block("paragraph", lines))


def paragraph_removed(article: Article, chance: Random) -> Article | None:
    """A paragraph less."""
    places = [at for at, block in enumerate(article.blocks) if block.kind == "paragraph"]
    return article.with_blocks(chance.choice(places), 1) if len(places) > 4 else None


def heading(article: Article, chance: Random) -> Article | None:
    """Another heading."""
    places = list(article.places("heading"))
    place = chance.choice(places)
    return article.with_line(place, f"{article.line(place).rstrip('?')}, in short")


def item_added(article: Article, chance: Random) -> Article | None:
    """An item more in a list."""
    places = list(article.places("list"))
    if not places:
        return None
    place = chance.choice(places)
    used = set(article.blocks[place[0]].lines)
    fresh = [item for item in ITEMS if item not in used and "{" not in item]
    return article.with_line(place, article.line(place), chance.choice(fresh))


def item_removed(article: Article, chance: Random) -> Article | None:
    """An item less in a list."""
    places = list(article.places("list"))
    return article.with_line(chance.choice(places)) if len(places) > 2 else None


def cell(article: Article, chance: Random) -> Article | None:
    """One price in a table."""
    places = list(article.places("table"))
    if not places:
        return None
    place = chance.choice(places)
    name, price = article.line(place).split("\t")
    return article.with_line(place, f"{name}\t${int(price.strip('$')) + 25}")


def title(article: Article, chance: Random) -> Article | None:
    """Another title."""
    end = chance.choice((": an update", ", revisited", " (new edition)"))
    return replace(article, title=article.title.rstrip("?") + end)


EDITS: Mapping[str, Edit] = {
    "word": word,
    "first_sentence": first_sentence,
    "last_sentence": last_sentence,
    "digit": digit,
    "not": negation,
    "currency": currency,
    "sentence_added": sentence_added,
    "sentence_removed": sentence_removed,
    "paragraph_added": paragraph_added,
    "paragraph_removed": paragraph_removed,
    "heading": heading,
    "item_added": item_added,
    "item_removed": item_removed,
    "cell": cell,
    "title": title,
}
LIFE = ("new", "removed", "moved_redirect", "moved_silent", "revert", "sitewide")
"""Events of other kinds: to a page's life, or to the clinic."""
