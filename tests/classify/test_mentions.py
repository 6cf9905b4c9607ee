"""Mentions: found as if every pattern of the lexicon were searched for, and much faster."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.classify import Mention, mentions
from monitor.config import Lexicon, Theme, load
from monitor.config.patterns import NUMBER, compile_patterns, telling_words
from monitor.records import Passage

GLUE = ("", " ", "  ", "-", "\u2011", ", ", ".", "'", "\u02bc", "_", "x", "\n")
ENDINGS = ("", "s", "ion", "ing", "_", "é", "ions that")
NUMBERS = ("70", "1,300", "0.5", "ninety", "Two", "siXty", "5" * 10, "١", "²", "many")


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """The one of the release."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "clinics.toml").write_text("")
    return load(folder).lexicon


def searched(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """What mentions mean: every theme and claim searched for, one after the other."""
    found = []
    for theme in lexicon.themes:
        claims = [claim.slug for claim in theme.claims if claim.pattern.search(text)]
        if claims or theme.pattern.search(text):
            found += [(theme.slug, ""), *((theme.slug, claim) for claim in claims)]
    return tuple(Mention(theme, claim, lexicon.version) for theme, claim in found)


def check(texts: list[str], lexicon: Lexicon) -> int:
    """All texts have the mentions that a search finds; their number."""
    passages = [Passage(text, text) for text in texts]
    found = mentions(passages, lexicon)
    for passage in passages:
        assert found.get(passage.key, ()) == searched(passage.normal, lexicon), passage.normal
    return sum(map(len, found.values()))


def written(pattern: str, chance: Random) -> str:
    """A text that is, or nearly is, what a pattern finds."""
    words = pattern.replace("-", " ").split(" ")
    for place, word in enumerate(words):
        if word.endswith("*"):
            words[place] = word[:-1] + chance.choice(ENDINGS)
    text = chance.choice((" ", " ", "-", "\u2010", "\n", " - ", "")).join(words)
    while NUMBER in text:
        text = text.replace(NUMBER, chance.choice(NUMBERS), 1)
    return chance.choice((str, str, str.upper, str.title))(text)


def every_pattern(lexicon: Lexicon) -> list[str]:
    """The patterns of all themes and claims."""
    subjects = [each for theme in lexicon.themes for each in (theme, *theme.claims)]
    return [pattern for subject in subjects for pattern in subject.patterns]


def test_every_pattern_is_found_wherever_it_stands(lexicon: Lexicon) -> None:
    """Each pattern in many guises, between all kinds of neighbours: the same as by searching."""
    chance = Random(5)
    texts = [
        f"We say{chance.choice(GLUE)}{written(pattern, chance)}{chance.choice(GLUE)}to them."
        for pattern in every_pattern(lexicon)
        for _ in range(4)
    ]
    assert check(texts, lexicon) > len(texts) / 2


def test_patterns_in_a_crowd_are_found(lexicon: Lexicon) -> None:
    """Sentences that mix several patterns and pieces of them: the same as by searching."""
    chance = Random(6)
    patterns = every_pattern(lexicon)
    texts = []
    for _ in range(1500):
        pieces = [written(chance.choice(patterns), chance) for _ in range(chance.randint(1, 5))]
        words = " ".join(pieces).split(" ")
        chance.shuffle(pieces)
        start = chance.randrange(len(words))
        texts.append(f"{' '.join(words[start:])} {' and '.join(pieces)}")
    assert check(texts, lexicon) > len(texts) / 2


@given(st.text(alphabet="iıİsſkK\u02bc'’ -–1aé\u0345\u0130", max_size=12), st.data())
def test_telling_words_are_never_missed(text: str, data: st.DataObject) -> None:
    """Letters that are the same in another case, whatever Unicode says, are the same here."""
    pattern = data.draw(
        st.sampled_from(["skis", "kiss*", "isk-i", "i's", "{number}i", "İsk", "sik {number}%"])
    )
    lexicon = lexicon_of(pattern)
    swapped = text + " " + "".join(data.draw(st.sampled_from([c, c.upper(), c.swapcase()])) for c in pattern)
    check([text, swapped, swapped.replace("i", "ı").replace("s", "ſ").replace("*", "ſ")], lexicon)


def lexicon_of(pattern: str) -> Lexicon:
    """A lexicon of one theme with one pattern."""
    theme = Theme("price", "Price", (pattern,), ())
    return Lexicon((theme,), (), (), compile_patterns([]), compile_patterns([]), "1")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("side effects", ("effects", "side")),
        ("Cure", ("cure", "cure")),
        ("infus* of ketamine", ("ketamine", "infus*")),
        ("{number}% of patients", ("patients", "of")),
        ("${number}", (NUMBER, NUMBER)),
        ("{number}mg a day", ("day", "a")),
        ("{number}mg", (NUMBER, NUMBER)),
        ("24/7", ("24", "7")),
        ("don’t", ("don", "t")),
    ],
)
def test_telling_words_are_the_longest(pattern: str, words: tuple[str, str]) -> None:
    """Numbers tell only where there is no word."""
    assert telling_words(pattern) == words


def test_a_passage_is_searched_once_and_others_left_out(lexicon: Lexicon) -> None:
    """Mentions are kept by passage; a passage that is about nothing has none."""
    passage = Passage("A course costs $400.", "A course costs $400.")
    nothing = Passage("Hello there.", "Hello there.")
    assert list(mentions([passage, nothing, passage], lexicon)) == [passage.key]


def test_long_words_cost_what_they_are_long(lexicon: Lexicon) -> None:
    """A word of a million letters is looked at once, not once for each of its beginnings."""
    text = "infus" + "a" * 1_000_000 + " 5" * 1_000
    started = perf_counter()
    mentions([Passage(text, text)], lexicon)
    assert perf_counter() - started < 2


def test_finding_is_five_times_as_fast_as_searching(lexicon: Lexicon) -> None:
    """On sentences that are full of the lexicon's words; it was twelve when this was written."""
    chance = Random(7)
    patterns = every_pattern(lexicon)
    texts = [f"In our clinic {written(chance.choice(patterns), chance)} on day {n}." for n in range(300)]
    passages = [Passage(text, text) for text in texts]
    mentions(passages, lexicon)

    def seconds(work: Callable[[], object]) -> float:
        started = perf_counter()
        work()
        return perf_counter() - started

    rounds = [
        seconds(lambda: [searched(text, lexicon) for text in texts])
        / seconds(lambda: mentions(passages, lexicon))
        for _ in range(5)
    ]
    assert median(rounds) > 5, rounds
