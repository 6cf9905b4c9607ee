"""The text part of a mail: as good as the HTML, in lines of 72 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 72


def change(said: Mapping[str, Any], edits: Sequence[Mapping[str, Any]]) -> str:
    """One change: what happened, what it means, each step, and where to look."""
    folded = _folded(said["kind"], "  ")
    for each in said["signals"]:
        rule = f" · {each.rule}" if each.rule else ""
        folded += _folded(each.words + rule, "     ", first=f"  {_sign(alarming=each.alarming)}")
        folded += _folded(f"“{each.quote}”", "     ") if each.quote else ()
    folded += [f"     {said['more_signals']}"] if said["more_signals"] else []
    if said["opening"]:
        folded += ["", *_folded(said["opening"], "    ")]
    for edit in edits:
        folded.append("")
        if edit["place"]:
            folded += _folded(f"({edit['place']})", "    ")
        if edit["context"]:
            folded += _folded(f"… {edit['context']}", "    ")
        folded += _folded(edit["marked"], "    ", first=f"  {edit['sign']} ")
    if said["more"]:
        folded += ["", f"    {said['more']}"]
    if said["links"]:
        folded.append("")
        # Addresses stand alone on their lines, however long: folded ones cannot be followed.
        folded += (f"  {words}: {address}" for address, words in said["links"])
    return "\n".join(folded)


def digest(said: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> str:
    """The whole mail."""
    lines = [*_folded(said["subject"], ""), *_folded(said["summary"], "")]
    lines += [""] if said["heaviest"] else []
    for each in said["heaviest"]:
        lines += _folded(each.headline, "   ", first=_sign(alarming=each.alarming))
    for group in groups:
        lines += ["", "", *_folded(group["name"].upper(), ""), "=" * min(WIDTH, len(group["name"]))]
        for article in group["articles"]:
            lines += ["", *_folded(article["title"], ""), "-" * min(WIDTH, len(article["title"]))]
            lines += (line for one in article["changes"] for line in (one.text, ""))
            lines.pop()
    lines += _end(said)
    return "\n".join(lines) + "\n"


def _end(said: Mapping[str, Any]) -> Iterator[str]:
    if said["left_out"]:
        yield from ("", "", said["left_out"])
        if said["all_changes"]:
            yield said["all_changes"]
    if said["matters"]:
        yield from ("", "", "HOW WATCHING GOES", "=================", "")
        for each in said["matters"]:
            yield from _folded(each["words"], "  ", first=f"{each['sign']} ")
        if said["more_matters"]:
            yield said["more_matters"]
        if said["health"]:
            yield from ("", said["health"])
    yield from ("", "", "-- ", *_folded(said["footer"], ""))
    if said["unsubscribe"]:
        yield f"Unsubscribe: {said['unsubscribe']}"


def _sign(*, alarming: bool) -> str:
    return "!! " if alarming else "*  "


def _folded(text: str, indent: str, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=True,
    )
