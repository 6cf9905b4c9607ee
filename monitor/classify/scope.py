"""What words count for where they stand: who they are about; what is said, asked, denied, reported."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar

from monitor.classify.phrases import Hit, Word

ENDS = frozenset(".!?")
CLAUSE_ENDS = frozenset([*".!?;:,()-", "but", "however", "because", "so", "while", "although", "and"])
AUXILIARIES = frozenset({
    "is", "are", "am", "can", "could", "does", "do", "did", "will", "would", "should", "has", "have", "was",
    "were", "may", "might", "isn't", "doesn't",
})  # fmt: skip
"""A passage without a full stop that begins so is a question: headings often lack their mark."""

NOUN_NEGATIONS = frozenset({"without", "free", "lack", "lacks", "rather", "instead", "avoid", "less"})
"""First words of negations that deny what they stand before, but nothing behind the next verb."""

NEGATION_REACH = 8
"""Words over which a negation reaches forward in its clause."""

ASKED = "asked, not said"
DENIED = "denied"
REPORTED = "reported or doubted"
SUPPOSED = "supposed, not said"
OTHER = "about another drug or treatment"
ASIDE = "not about the treatment"
UNNAMED = "does not name the treatment"


class Scope:
    """One passage with the words of context that were found in it.

    Args:
        words: its tokens.
        context: hits by the name of the list in ``Context``.
    """

    NAMES: ClassVar = (
        "ketamine", "forms", "treatment", "esketamine", "others", "contrasts", "elsewhere", "asides",
        "negations", "affirmations", "offers", "humans", "doubts", "conditionals",
    )  # fmt: skip

    def __init__(self, words: Sequence[Word], context: Mapping[str, list[Hit]]) -> None:
        self._words = words
        self._context = context
        self._ends = [place for place, word in enumerate(words) if word.folded in ENDS]
        self._is_named = self._names_treatment()
        self.unnamed = "" if self._is_named else UNNAMED
        """Why weak patterns do not count; empty if they do."""
        self.about = self._aside()
        """Why the passage as a whole is not about the treatment; empty if it is."""
        self.states = self._states()
        """Whether any of the passage's sentences says something rather than asking."""

    def _aside(self) -> str:
        has = self._context
        if "elsewhere" in has and "humans" not in has:
            return ASIDE
        if "ketamine" in has or "esketamine" in has:
            return ""
        is_contrast = "contrasts" in has and (self._is_named or "offers" in has)
        if "others" in has and not is_contrast:
            return OTHER
        return ASIDE if "asides" in has and "forms" not in has and "offers" not in has else ""

    def _states(self) -> bool:
        words = self._words
        if not self._ends:
            return not (words and words[0].folded in AUXILIARIES)
        return any(words[end].folded != "?" for end in self._ends) or self._ends[-1] + 1 < len(words)

    def _names_treatment(self) -> bool:
        if any(name in self._context for name in ("ketamine", "forms", "esketamine")):
            return True
        others = self._context.get("others", ())
        return any(
            not any(other.start <= hit.start and hit.end <= other.end for other in others)
            for hit in self._context.get("treatment", ())
        )

    def is_about(self, void: str) -> bool:
        """Whether something that does not count for this reason shows all the same what is spoken about."""
        return self._is_named and not self.about and void in (ASKED, DENIED, REPORTED, SUPPOSED)

    def quote(self, hit: Hit) -> str:
        """The words of a hit."""
        return " ".join(word.folded for word in self._words[hit.start : hit.end])

    def same_sentence(self, one: Hit, other: Hit) -> bool:
        """Whether two hits end in the same sentence."""
        return self._sentence(one.end - 1) == self._sentence(other.end - 1)

    def void(self, kind: str, hit: Hit) -> str:
        """Why a statement in a passage about the treatment does not count; empty if it does."""
        if self._is_asked(hit):
            return ASKED
        if self._is_denied(hit):
            return DENIED
        if kind == "disclosure":
            return OTHER if self._is_about_other(hit, ("others",)) else ""
        if self._in_sentence("doubts", hit):
            return REPORTED
        if self._in_clause("conditionals", hit):
            return SUPPOSED
        return OTHER if kind == "red_flag" and self._is_about_other(hit, ("others", "esketamine")) else ""

    def _sentence(self, place: int) -> int:
        return bisect_right(self._ends, place - 1)

    def _is_asked(self, hit: Hit) -> bool:
        sentence = self._sentence(hit.end - 1)
        if sentence < len(self._ends):
            return self._words[self._ends[sentence]].folded == "?"
        start = self._ends[-1] + 1 if self._ends else 0
        return self._words[start].folded in AUXILIARIES and start <= hit.start

    def _clause_start(self, place: int) -> int:
        while place > 0 and self._words[place - 1].folded not in CLAUSE_ENDS:
            place -= 1
        return place

    def _is_denied(self, hit: Hit) -> bool:
        start = self._clause_start(hit.start)
        for negation in self._context.get("negations", ()):
            near = start <= negation.start and negation.end <= hit.start < negation.end + NEGATION_REACH
            if near and self._reaches(negation, hit) and not self._is_affirmed(negation):
                return True
        return False

    def _reaches(self, negation: Hit, hit: Hit) -> bool:
        """Whether a negation governs what stands behind it: not so in "without supervision is dangerous"."""
        if self._words[negation.start].folded not in NOUN_NEGATIONS:
            return True
        return not any(word.folded in AUXILIARIES for word in self._words[negation.end : hit.start + 1])

    def _is_affirmed(self, negation: Hit) -> bool:
        return any(
            phrase.start <= negation.start and negation.end <= phrase.end
            for phrase in self._context.get("affirmations", ())
        )

    def _in_clause(self, name: str, hit: Hit) -> bool:
        start = self._clause_start(hit.start)
        return any(start <= other.start and other.end <= hit.start for other in self._context.get(name, ()))

    def _in_sentence(self, name: str, hit: Hit) -> bool:
        return any(
            self.same_sentence(hit, other) and not (hit.start <= other.start and other.end <= hit.end)
            for other in self._context.get(name, ())
        )

    def _is_about_other(self, hit: Hit, names: tuple[str, ...]) -> bool:
        """Whether the drug named last before a hit, or else first behind it, is another one."""
        sentence = self._sentence(hit.end - 1)
        named = [
            (other.start, other.end, name)
            for name in ("ketamine", "forms", "treatment", *names)
            for other in self._context.get(name, ())
            if self._sentence(other.start) == sentence and not self._is_contrasted(other)
        ]
        before = [each for each in named if each[0] < hit.start]
        behind = [each for each in named if each[0] >= hit.end and each[2] not in ("others", "treatment")]
        if before:
            # "esketamine" may be a longer phrase that holds the word "ketamine".
            latest = max(before, key=lambda each: (each[1], -each[0]))
            return latest[2] in names
        return bool(behind) and all(name == "esketamine" for _, _, name in behind)

    def _is_contrasted(self, hit: Hit) -> bool:
        """Whether something is named only to be set against: "unlike opioids", "than tablets"."""
        return any(
            contrast.end <= hit.start <= contrast.end + 1 for contrast in self._context.get("contrasts", ())
        )
