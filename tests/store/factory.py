"""Versions for tests of the store, from plain lists of sentences."""

from __future__ import annotations

from monitor.records import Extract, Metadata, Passage


def passages(*texts: str) -> tuple[Passage, ...]:
    """Sentences whose normal form is the text with straight quotes."""
    return tuple(Passage(text, text.replace("’", "'")) for text in texts)


def extract(*texts: str, title: str = "How fast it works", stamp: str = "test 1") -> Extract:
    """An extract of some sentences."""
    return Extract(Metadata(title=title, h1=title), passages(*texts), stamp, fingerprint=b"f")
