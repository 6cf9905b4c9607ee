"""Menus and contents lists lead around; lists of links and buttons that say something stay."""

import pytest

from tests.extract.pages import TEXT, extract, texts

MORE = "<h2 id='fees'>Fees</h2><p>A visit is $420, half of it due when you book and the rest on the day.</p>"


def items(*links: str) -> str:
    """A list of links, each given as "address label"."""
    pairs = (link.split(" ", 1) for link in links)
    return "<ul>" + "".join(f"<li><a class='btn' href='{a}'>{label}</a></li>" for a, label in pairs) + "</ul>"


@pytest.mark.parametrize("here", ["/visit", "/visit/?ref=menu", "https://pinehollow.example/visit/", "."])
def test_a_list_of_links_with_one_to_the_page_itself_is_a_menu(here: str) -> None:
    """However much its entries look like buttons, and wherever it stands."""
    menu = items("/fees/ Fees", f"{here} First visit", "/team/ Who we are")
    for body in (menu + TEXT, TEXT + menu, TEXT + menu + MORE):
        found = extract(body)
        assert texts(found, "call_to_action") == []
        assert "Who we are" not in texts(found)


def test_buttons_in_a_list_call_to_action() -> None:
    """None of them leads to the page that they stand on."""
    found = extract(TEXT + items("/book/ Book a visit", "tel:5550100 Call us", "/visit/#fees See our fees"))
    assert texts(found, "call_to_action") == ["Book a visit", "Call us", "See our fees"]


def test_a_list_with_text_beside_its_links_is_no_menu() -> None:
    """What the text says between the links is the message."""
    listed = "".join(f"<li><a href='/{at}'>Study {at}</a> of {at} people</li>" for at in ("visit", "a", "b"))
    assert "Study visit of visit people" in texts(extract(f"<ul>{listed}</ul>" + TEXT))


@pytest.mark.parametrize("head", ["", "visit/", "/visit/", "/other/visit/"])
def test_a_contents_list_goes_with_its_heading(head: str) -> None:
    """Its entries lead to places of the page; what they are called is said by the headings there."""
    ids = "".join(
        f"<h2 id='s{n}'>Section {n}</h2><p>This is what there is to say of part {n}.</p>" for n in (1, 2, 3)
    )
    listed = "".join(f"<li><a href='{head}#s{n}'>To part {n}</a></li>" for n in (1, 2, 3))
    found = extract(TEXT + f"<h2>What stands where</h2><ol>{listed}</ol>" + ids)
    assert "What stands where" not in texts(found)
    assert not any(text.startswith("To part") for text in texts(found))
    assert "Section 3" in texts(found)


def test_links_to_places_of_other_pages_are_the_message() -> None:
    """The same fragment on a page with another name, or one that this page has not got."""
    listed = "".join(f"<li><a href='{at}'>Rule {at}</a></li>" for at in ("/law/#fees", "/visit/#x", "/law/"))
    said = texts(extract(f"<h2>Rules we follow</h2><ul>{listed}</ul>" + TEXT + MORE))
    assert said[0] == "Rules we follow"
    assert {"Rule /law/#fees", "Rule /visit/#x", "Rule /law/"} <= set(said)


def accordion(*addresses: str) -> str:
    """Questions that are links, each in an item with its answer."""
    return "<ul class='accordion'>" + "".join(
        f"<li><a href='{address}'>Question {n} on fees?</a><div id='a{n}'><p>Answer {n}.</p></div></li>"
        for n, address in enumerate(addresses)
    ) + "</ul>"  # fmt: skip


@pytest.mark.parametrize("addresses", [("#", "#", "#"), ("#a0", "#a1", "#a2")])
def test_questions_that_open_their_answers_are_no_contents_list(addresses: tuple[str, ...]) -> None:
    """In accordions the link stands in one item with what it opens."""
    found = extract(TEXT + accordion(*addresses) + MORE)
    said = {passage.text for passage in found.passages}
    assert {f"Question {n} on fees?" for n in range(3)} <= said


@pytest.mark.parametrize(
    "labels",
    [
        "<ul class='et_pb_tabs_controls'>{}</ul>",
        "<div class='w-tab-menu'>{}</div>",
        "<ul role='tablist'>{}</ul>",
    ],
)
@pytest.mark.parametrize("address", ["#", "#t{}"])
def test_labels_of_tabs_are_the_message(labels: str, address: str) -> None:
    """Nothing else on the page says them: neither menu nor contents list."""
    inner = "li" if "<ul" in labels else "div"
    links = "".join(
        f"<{inner} class='x'><a class='w-tab-link' href='{address.format(n)}'>Way {n}</a></{inner}>"
        for n in range(3)
    )
    panels = "".join(
        f"<div id='t{n}' class='tab-pane'><p>The drug goes another way, the {n}.</p></div>" for n in range(3)
    )
    found = extract(TEXT + labels.format(links) + panels + MORE)
    assert {"Way 0", "Way 1", "Way 2"} <= {passage.text for passage in found.passages}
