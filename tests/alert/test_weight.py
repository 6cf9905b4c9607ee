"""What matters most stands first."""

from __future__ import annotations

from monitor.alert.weight import grouped, heaviest, weight
from tests.alert.making import change, signal


def test_signals_outweigh_kinds_and_kinds_outweigh_size() -> None:
    """A red flag in a one-word edit comes before a new article, and that before a large edit."""
    flag = change(1, signals=(signal("copied"), signal("red_flag")))
    number = change(2, signals=(signal("number_changed"),))
    new = change(3, kind="published", words_added=900)
    large = change(4, words_added=500)
    small, older = change(6), change(5)
    assert [each.id for each in heaviest([small, new, large, number, flag, older])] == [1, 2, 3, 4, 5, 6]
    assert weight(large) < weight(new)


def test_groups_keep_clinics_and_articles_together() -> None:
    """The heaviest change leads its clinic and article; an article's own story stays in order."""
    quiet = change(1, clinic="quiet", clinic_name="Quiet Ridge", page_id=9)
    later = change(3, page_id=2, signals=(signal("red_flag"),))
    earlier = change(2, page_id=2)
    other = change(4, page_id=3, signals=(signal("number_changed"),))
    site = change(5, kind="sitewide", page_id=None, url=None)
    groups = grouped([quiet, earlier, site, later, other])
    assert [group.name for group in groups] == ["Bluff Creek", "Quiet Ridge"]
    told = [[each.id for each in article.changes] for article in groups[0].articles]
    assert told == [[2, 3], [4], [5]]
    assert groups[0].articles[2].page_id is None
