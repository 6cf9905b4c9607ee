"""The same article at another address."""

from __future__ import annotations

from monitor.version import is_same_article
from tests.diff.texts import passage, passages

TEXT = passages(
    *(f"Sentence {number} of an article that tells about rooms and nurses." for number in range(10))
)


def test_a_text_is_itself_with_another_quote_or_edit() -> None:
    """A sentence or two may differ."""
    assert is_same_article(TEXT, TEXT)
    assert is_same_article(TEXT, [*TEXT[:9], passage("“It was quiet,” wrote a guest.")])


def test_another_article_is_not() -> None:
    """Half of the text is shared, or the boilerplate alone."""
    others = passages(*(f"Line {number} of another one about prices and parking." for number in range(10)))
    assert not is_same_article(TEXT, others)
    assert not is_same_article(TEXT, [*TEXT[:5], *others[:5]])
    assert not is_same_article(TEXT, [*TEXT, *others])


def test_short_or_empty_texts_cannot_tell() -> None:
    """Two stubs are alike by chance."""
    assert not is_same_article([], [])
    assert not is_same_article(TEXT[:2], TEXT[:2])


def test_only_the_main_text_counts() -> None:
    """Equal panels and buttons are the theme's."""
    panels = [passage(each.text, part="faq") for each in TEXT]
    assert not is_same_article(panels, panels)
