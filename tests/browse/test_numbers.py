"""Numbers over time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browse.conftest import Site
from tests.browse.panel import Panel, text


@pytest.fixture
def priced(tmp_path) -> Iterator[Site]:
    """One clinic that raises a price and gives up another number, and one that does neither."""
    panel = Panel(tmp_path / "watch", {"a": "Amber", "b": "Birch"})
    panel.save("a", "x", text("A ketamine infusion costs $395.", "Up to 70% of patients respond."), kind=None)
    panel.save("b", "y", text("One infusion is $500."), kind=None)
    panel.end()
    panel.crawl(20)
    panel.save("a", "x", text("A ketamine infusion costs $445."))
    panel.end()
    panel.close()
    site = Site(tmp_path / "watch")
    yield site
    site.close()


def numbers_of(asked) -> list[list[str]]:
    """The values of each statement."""
    lists = asked.page.xpath("//ol[@class='values']")
    return [[each.text for each in one.xpath(".//*[contains(@class, 'value')]")] for one in lists]


def test_numbers_of_a_statement_follow_each_other(priced):
    """The price that rose is one statement with two values; where it stands is said by the last."""
    asked = priced.ask("numbers", theme="price")
    assert numbers_of(asked) == [["395 USD", "445 USD"], ["500 USD"]]
    assert [each.text for each in asked.page.xpath("//strong")] == ["445 USD", "500 USD"]
    rows = priced.ask("numbers.json", theme="price").json()
    assert [(row["clinic"], row["value"], row["gone_at"] is None) for row in rows] == [
        ("a", "395 USD", False),
        ("a", "445 USD", True),
        ("b", "500 USD", True),
    ]
    assert priced.ask("numbers.csv", theme="price").body.startswith("clinic,role,value,since,gone_at,pages")


def test_numbers_of_a_clinic_name_what_is_gone(priced):
    """As a list all, on the clinic's page those that stand."""
    asked = priced.ask("numbers", clinic="a")
    assert numbers_of(asked) == [["395 USD", "445 USD"], ["up to 70%"]]
    (gone,) = asked.page.xpath("//tr[contains(., 'up to 70%')]")
    assert "gone" in gone.text_content()
    assert "version=" in gone.xpath(".//a[@data-open]/@href")[0]
    assert numbers_of(priced.ask("clinics/a")) == [["395 USD", "445 USD"]]
    assert "Choose a theme" in priced.ask("numbers").text
    assert "No number was found" in priced.ask("numbers", theme="onset", clinic="a").text
    assert priced.ask("numbers", theme="nothing").status == 400


def test_a_claim_has_its_numbers_over_time(priced):
    """Of all clinics, or of those that are compared."""
    arguments = {"theme": "price", "claim": "price_per_treatment"}
    assert numbers_of(priced.ask("claims", **arguments)) == [["395 USD", "445 USD"], ["500 USD"]]
    assert numbers_of(priced.ask("claims", clinic="b", **arguments)) == [["500 USD"]]
