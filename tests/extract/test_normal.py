"""The normal form: what vanishes is not an edit, what stays is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import normal_form


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the “quiet” day", 'the "quiet" day'),
        ("it’s here", "it's here"),
        ("it´s here", "it's here"),
        ("«rest»", '"rest"'),
        ("two–three—four", "two-three-four"),
        ("well‑known", "well-known"),
        ("wait -- then go", "wait – then go"),
        ("• Nausea", "Nausea"),
        ("– Nausea", "* Nausea"),
        ("▪Nausea", "Nausea"),
        ("70\u00a0% of\u2009people", "70 % of people"),
        ("de\u00adpres\u200bsion", "depression"),
        ("\ufeff\u202aKetamine\u202c", "Ketamine"),
        ("and so on…", "and so on..."),
        ("ﬁrst", "first"),
        ("Ｋｅｔａｍｉｎｅ", "Ketamine"),
        ("cafe\u0301", "café"),
        ("a \n\t b", "a b"),
        ("✔️ yes", "✔ yes"),
    ],
)
def test_glyph_work_vanishes(before: str, after: str) -> None:
    """Quotes, dashes, list marks, spaces and invisible characters make no difference."""
    assert normal_form(before) == normal_form(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$450", "$475"),
        ("$450", "€450"),
        ("70 %", "70"),
        ("is safe", "is not safe"),
        ("Ketamine", "ketamine"),
        ("1. Rest", "2. Rest"),
        ("1. Rest", "Rest"),
        ("-5 degrees", "5 degrees"),
        ("*Results vary", "Results vary"),
        ("3 to 5", "3 to 6"),
        ("0.5 mg", "05 mg"),
        ("it's", "its"),
        ("well-known", "well known"),
        ("Really?", "Really."),
        ("✓ | ✗", "✗ | ✓"),
    ],
)
def test_wording_stays(before: str, after: str) -> None:
    """Digits, currency and per cent signs, case, ordinals, punctuation and "not" survive."""
    assert normal_form(before) != normal_form(after)


def test_a_lone_list_mark_is_nothing() -> None:
    """A bullet without text has an empty normal form, so it makes no passage."""
    assert normal_form(" • ") == normal_form("–") == normal_form("\u200b") == ""


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_applying_it_twice_changes_nothing(text: str) -> None:
    """The normal form of a normal form is itself."""
    once = normal_form(text)
    assert normal_form(once) == once


@given(st.text(alphabet="a-–—•* .…'’\u00ad\u200b\u0301\u00b4`\u00a0\u2028(1", max_size=12))
def test_applying_it_twice_changes_nothing_on_glyphs(text: str) -> None:
    """The same, on texts made of nothing but the characters that are worked on."""
    once = normal_form(text)
    assert normal_form(once) == once


@given(st.text(alphabet=string.ascii_letters + string.digits + "éüñØß", max_size=40))
def test_letters_and_digits_survive(text: str) -> None:
    """No Latin letter or digit is ever lost."""
    kept = [c for c in text if c.isalnum()]
    assert [c for c in normal_form(text) if c.isalnum()] == kept


def test_long_hostile_text_takes_linear_time() -> None:
    """A hundred thousand list marks, dots or dashes are no work."""
    for text in ("• " * 100_000 + "x", "." * 100_000, ". " * 100_000, "-" * 100_000, "\u200b" * 100_000):
        assert len(normal_form(text)) <= 100_000 * 2
