"""Articles of fictional clinics, chosen by a random generator from sentences of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

Kind = Literal["paragraph", "heading", "list", "table", "quote"]

SUBJECTS = (
    "depression", "anxiety", "migraine", "insomnia", "burnout", "grief", "chronic pain", "panic attacks",
    "postpartum depression", "fibromyalgia", "tinnitus", "nightmares", "nerve pain", "alcohol craving",
    "social anxiety", "bipolar depression", "eating disorders", "long COVID",
)  # fmt: skip

SENTENCES = (
    "Ketamine is given here for {subject} under the eye of a nurse who stays in the room.",
    "About {percent}% of the people we treat for {subject} tell us that they feel lighter afterwards.",
    "Most of them notice a difference within {hours} hours of the {ordinal} visit.",
    "A course of {count} infusions costs ${price}, and we don’t bill insurance.",
    "Nausea and dizziness usually pass within {hours} hours.",
    "You may not drive until the next morning, so please bring somebody along.",
    "It is not approved by the FDA for {subject}, and we’ll say so again before you sign.",
    "Our physician talks with you for {minutes} minutes about {subject} before anything else happens.",
    "The drip runs for {minutes} minutes in a room with dim light and a heavy blanket.",
    "We check blood pressure every {short} minutes and write it down for your own doctor.",
    "In our own records of {year}, {percent}% of the people came back for a booster within {weeks} weeks.",
    "Some feel nothing at all after {count} visits; then we stop and say why.",
    "Therapy in the days after the infusion helps the change to last, as far as we can tell.",
    "A small study from {year} followed {people} adults with {subject} for {weeks} weeks.",
    "The effect faded in about a third of them by week {weeks}.",
    "People with untreated high blood pressure should not have ketamine.",
    "Please tell us about every tablet you take, herbal ones included.",
    "We have given more than {people} infusions since {year} without calling an ambulance.",
    "The first visit takes {hours} hours from door to door.",
    "Bring headphones if you like; we keep a playlist of {minutes} minutes for those who don’t.",
    "Maintenance infusions every {weeks} weeks keep many of our guests steady.",
    "A maintenance session is shorter than the first ones and costs ${price}.",
    "Log in to the patient portal {hours} hours before your visit and fill in the mood form.",
    "If the page of your mood diary looks wrong, ask at the desk and we’ll put it right.",
    "Ketamine for {subject} is an off-label use, which is legal and common.",
    "We ask you to fast for {hours} hours, water excepted.",
    "The dose begins at {tenth} mg per kilogram of body weight.",
    "Dr. Marisol Quade has looked after people with {subject} for {count} years.",
    "Relief came within a day for {percent} of 100 people in that review.",
    "Nobody is left alone while the line is in.",
    "Side effects that last longer than {hours} hours are rare, and we want to hear of them.",
    "The clinic stands at {minutes} Alder Street, two doors from the café.",
    "We see people from {percent} postcodes, and about {count} come by train each day.",
    "Insurance may pay for the consultation but not for the infusion itself.",
    "Payment in {count} parts is possible without interest.",
    "What we offer for {subject} is an adjunct, never the whole of a treatment.",
    "Speak with your prescriber before you change any dose.",
    "The {ordinal} infusion is often the one that people remember.",
    "Sleep improved first, by their own account, and appetite later.",
    "Anyone in crisis should call 988 and not wait for an appointment.",
    "Our rooms were measured at {short} decibels, which is quieter than a library.",
    "Half of the questions we hear are about money, so prices stand on this page.",
    "Ketamine is not a cure for {subject}.",
    "We expect to see a change by the {ordinal} visit or we talk about stopping.",
    "Since {year} we’ve offered the spray as well as the drip.",
    "Your heart rate is watched the whole time on a screen above the chair.",
)  # fmt: skip

HEADINGS = (
    "What to expect on the day", "What it costs", "Who it is for", "Who should not have it",
    "What the studies say", "How long it lasts", "Before your visit", "After your visit", "Our team",
    "Is it safe?", "Common questions", "How we measure progress",
)  # fmt: skip

ITEMS = (
    "A list of your medicines", "Someone to drive you home", "Loose clothes with short sleeves",
    "Your insurance card", "A light meal {hours} hours before", "Eye mask and blanket",
    "Blood pressure below {minutes}/90", "No alcohol for {hours} hours", "Anxiety", "Migraine", "Depression",
    "Free consultation by phone", "Follow-up after {weeks} weeks", "Music of your own", "A quiet evening",
)  # fmt: skip

ROWS = (
    ("Single infusion", "${price}"), ("Course of {count}", "${price}"), ("Consultation", "${short}"),
    ("Booster", "${price}"), ("Nasal spray", "${price}"), ("Integration session", "${minutes}"),
    ("Missed visit", "${short}"), ("Group of {count}", "${price}"),
)  # fmt: skip

TITLES = (
    "Ketamine for {subject}: what we tell our patients", "How ketamine may help with {subject}",
    "{Subject} and ketamine in {year}", "Living with {subject}: a look at infusions",
    "Does ketamine work for {subject}?", "Five questions about {subject}", "Our approach to {subject}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article; sentences of a paragraph, items, rows (cells joined by a tab), or one line."""

    kind: Kind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it stands in some week."""

    slug: str
    title: str
    description: str
    day: str
    blocks: tuple[Block, ...] = field(repr=False)

    def places(self, kind: Kind) -> Iterator[tuple[int, int]]:
        """Where the lines of one kind of block stand: number of block and of line."""
        for at, block in enumerate(self.blocks):
            if block.kind == kind:
                yield from ((at, line) for line in range(len(block.lines)))

    def line(self, place: tuple[int, int]) -> str:
        """One line."""
        return self.blocks[place[0]].lines[place[1]]

    def with_line(self, place: tuple[int, int], *lines: str) -> Article:
        """The article with one line replaced by none or some; a block without lines goes."""
        at, line = place
        block = self.blocks[at]
        changed = replace(block, lines=(*block.lines[:line], *lines, *block.lines[line + 1 :]))
        return self.with_blocks(at, 1, *((changed,) if changed.lines else ()))

    def with_blocks(self, at: int, count: int, *blocks: Block) -> Article:
        """The article with some blocks in the place of others."""
        return replace(self, blocks=(*self.blocks[:at], *blocks, *self.blocks[at + count :]))


class Writer:
    """Writes articles.

    Args:
        chance: decides everything.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def article(self, number: int) -> Article:
        """Write an article; ``number`` makes its address."""
        subject = self._chance.choice(SUBJECTS)
        sentences = self._chance.sample(SENTENCES, len(SENTENCES))
        take = iter([self.fill(sentence, subject) for sentence in sentences])
        headings = iter(self._chance.sample(HEADINGS, 5))
        parts: list[Block] = [self._paragraph(take)]
        for extra in self._chance.sample(("list", "table", "quote", "", ""), 4):
            parts += [Block("heading", (next(headings),)), self._paragraph(take)]
            if extra:
                parts.append(self._extra(extra, take, subject))
            parts.append(self._paragraph(take))
        title = self.fill(self._chance.choice(TITLES), subject)
        return Article(
            slug=f"{subject.replace(' ', '-').lower()}-{number}",
            title=title,
            description=f"{title.rstrip('?')}, told by the people who give the infusions.",
            day=f"2025-0{self._chance.randint(1, 9)}-1{self._chance.randint(0, 9)}",
            blocks=tuple(parts),
        )

    def fill(self, pattern: str, subject: str = "") -> str:
        """Put numbers and the subject into a sentence."""
        chance, subject = self._chance, subject or self._chance.choice(SUBJECTS)
        return pattern.format(
            subject=subject, Subject=subject[0].upper() + subject[1:], percent=chance.randint(41, 89),
            hours=chance.randint(2, 23), count=chance.randint(3, 9), price=chance.randrange(350, 4900, 25),
            minutes=chance.randint(35, 95), short=chance.randint(11, 34), year=chance.randint(2014, 2024),
            weeks=chance.randint(3, 16), people=chance.randint(120, 980), tenth=chance.randint(3, 9) / 10,
            ordinal=chance.choice(("first", "second", "third", "fourth")),
        )  # fmt: skip

    def sentence(self) -> str:
        """Write one more sentence."""
        return self.fill(self._chance.choice(SENTENCES))

    def _paragraph(self, take: Iterator[str]) -> Block:
        return Block("paragraph", tuple(next(take) for _ in range(self._chance.randint(2, 4))))

    def _extra(self, kind: str, take: Iterator[str], subject: str) -> Block:
        if kind == "list":
            items = self._chance.sample(ITEMS, self._chance.randint(3, 5))
            return Block("list", tuple(self.fill(item, subject) for item in items))
        if kind == "table":
            rows = self._chance.sample(ROWS, self._chance.randint(3, 5))
            return Block("table", tuple(self.fill("\t".join(row), subject) for row in rows))
        return Block("quote", (next(take),))
