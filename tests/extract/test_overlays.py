"""Layers and boxes: gone where there is a page without them, kept where they are all there is."""

import pytest

from monitor.extract import read
from tests.extract.pages import TEXT, extract, texts

OFFER = (
    "<h2>Ten per cent off</h2><p>Leave your address below and have ten per cent off your first visit, on any"
    " day of the week.</p><form><input type='email' name='email'><button>Get my code</button></form>"
    "<p>By leaving your address you agree to get letters from us, and you may end that whenever you like.</p>"
)
NOTE = "<h1>Imprint</h1><p>Larkmoor Partnership, Fell Lane 4, and nobody else answers.</p>"


def page(body: str) -> list[str]:
    """The passages of a page without an article or main element."""
    html = f"<html><head><title>Imprint</title></head><body>{body}</body></html>"
    return [each.text for each in read(html.encode(), "text/html", "https://a.example/imprint/", ()).passages]


@pytest.mark.parametrize(
    "layer",
    [
        "<div role='dialog'>{}</div>",
        "<div role='alertdialog'>{}</div>",
        "<section aria-modal='true'>{}</section>",
        "<section class='overlay_modal welcome'><article>{}</article></section>",
        "<div class='elementor-popup-modal'>{}</div>",
        "<div id='mailmunch-embed-1'>{}</div>",
        "<div class='lightbox'><div>{}</div></div>",
        "<section><article>{}</article><article><p>Thank you for joining us.</p></article></section>",
    ],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_layer_that_says_more_than_the_page_is_not_the_page(layer: str, where: str) -> None:
    """Nothing of it is taken, not even its button, and the page itself is."""
    offer = layer.replace("{}", OFFER)
    assert page(offer + NOTE if where == "before" else NOTE + offer) == [
        "Larkmoor Partnership, Fell Lane 4, and nobody else answers."
    ]


@pytest.mark.parametrize(
    "names",
    ["modal", "popup-content", "page-lightbox", "modal' role='dialog", "klaro", "x' aria-modal='true"],
)
def test_a_page_that_is_called_a_layer_is_read(names: str) -> None:
    """A theme may give such a name to what holds the whole text; the text decides."""
    said = page(f"<div class='{names}'><h1>First visit</h1>{TEXT}</div><footer><p>Pine Hollow.</p></footer>")
    assert len(said) == 2
    said = page(f"<header><h1>Pine Hollow</h1></header><div class='{names}'>{TEXT * 8}</div>")
    assert len(said) > 8


@pytest.mark.parametrize("names", ["modal-open", "has-popup", "no-lightbox", "popular", "modality"])
def test_names_that_only_begin_like_a_layer_are_none(names: str) -> None:
    """What opens a pop-up, or offers none, is not one."""
    note = f"<div class='{names}'><p>Park behind the house, on the side of the mill.</p></div>"
    assert page(f"<h1>First visit</h1>{TEXT}{note}")[-1] == "Park behind the house, on the side of the mill."


def test_an_article_with_a_newsletter_field_is_still_the_article() -> None:
    """A post whose title stands above its article, with a field for letters at its end."""
    post = f"<h1>First visit</h1><article>{TEXT}<form><input type='email'></form></article>"
    assert len(page(post + "<footer><p>Pine Hollow, open on weekdays.</p></footer>")) == 2


def test_a_page_that_is_nothing_but_a_layer_is_left_to_the_judgement() -> None:
    """A consent page in the place of the article says what it is."""
    said = page(
        "<div role='dialog'><h1>Before you continue</h1><p>We and our partners use cookies.</p></div>"
    )
    assert said == ["We and our partners use cookies."]


def test_a_dialog_beside_an_article_changes_nothing() -> None:
    """With it and without it the content is the same."""
    assert extract(tail=f"<div role='dialog'>{OFFER}</div>").content_key == extract().content_key
    assert texts(extract(f"<div class='modal'>{OFFER}</div>" + TEXT)) == texts(extract())
