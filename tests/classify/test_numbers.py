"""Numbers: kind, bounds, unit and role, equal however they are written."""

from __future__ import annotations

import pytest

from monitor.classify import find_numbers, shown
from monitor.classify.numbers import comparable
from tests.classify.helpers import read

Told = tuple[str, float | None, float | None, str]


def told(text: str) -> list[Told]:
    """The numbers of a text."""
    return [(each.kind, each.low, each.high, each.unit) for each in find_numbers(read(text).words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("70% respond", ("percent", 70, 70, "percent")),
        ("70 per cent respond", ("percent", 70, 70, "percent")),
        ("seven in ten respond", ("percent", 70, 70, "percent")),
        ("7 out of every 10 respond", ("percent", 70, 70, "percent")),
        ("two thirds of patients", ("percent", 66.7, 66.7, "percent")),
        ("half of our patients", ("percent", 50, 50, "percent")),
        ("about half respond", ("percent", 50, 50, "percent")),
        ("reduced by half in most people", ("percent", 50, 50, "percent")),
        ("remission in roughly a third", ("percent", 33.3, 33.3, "percent")),
        ("one patient in fifty", ("percent", 2, 2, "percent")),
        ("6 of 10 patients", ("percent", 60, 60, "percent")),
        ("2/3 of those treated", ("percent", 66.7, 66.7, "percent")),
        ("north of 70%", ("percent", 70, None, "percent")),
        ("70-plus percent", ("percent", 70, None, "percent")),
        ("50 to 70% respond", ("percent", 50, 70, "percent")),
        ("between 50% and 70% respond", ("percent", 50, 70, "percent")),
        ("65–75 % respond", ("percent", 65, 75, "percent")),
        ("up to 75%", ("percent", None, 75, "percent")),
        ("over 85 percent", ("percent", 85, None, "percent")),
        ("$1,300 per session", ("money", 1300, 1300, "USD")),
        ("between $300 and $1,300", ("money", 300, 1300, "USD")),
        ("from £399", ("money", 399, None, "GBP")),
        ("a 40-minute visit", ("duration", 40, 40, "minute")),
        ("an hour or two", ("duration", 1, 2, "hour")),
        ("an hour and a half", ("duration", 1.5, 1.5, "hour")),
        ("one business day", ("duration", 1, 1, "day")),
        ("for over five decades", ("duration", 50, None, "year")),
        ("half an hour", ("duration", 30, 30, "minute")),
        ("two and a half hours", ("duration", 2.5, 2.5, "hour")),
        ("two hours to three days", ("duration", 2, 72, "hour")),
        ("given over 40 minutes", ("duration", 40, 40, "minute")),
        ("for over 20 years", ("duration", 20, None, "year")),
        ("six ketamine infusions", ("count", 6, 6, "session")),
        ("six (6) infusions", ("count", 6, 6, "session")),
        ("two dozen sessions", ("count", 24, 24, "session")),
        ("two hundred and fifty patients", ("count", 250, 250, "patient")),
        ("no fewer than 4 sessions", ("count", 4, None, "session")),
        ("as few as three sessions", ("count", 3, None, "session")),
        ("500 patient reviews", ("count", 500, 500, "review")),
        ("between four and five hundred dollars", ("money", 400, 500, "USD")),
        ("USD 500 a visit", ("money", 500, 500, "USD")),
        ("plans start at $129", ("money", 129, None, "USD")),
        ("doses start at 50 mg", ("dose", 50, 50, "mg")),
        ("half a milligram per kilogram", ("dose", 0.5, 0.5, "mg/kg")),
        (".5 mg/kg", ("dose", 0.5, 0.5, "mg/kg")),
        ("100mg-200mg", ("dose", 100, 200, "mg")),
        ("between 1999 and 2004", ("year", 1999, 2004, "year")),
        ("5,000+ patients", ("count", 5000, None, "patient")),
        ("0.5 milligrams per kilogram", ("dose", 0.5, 0.5, "mg/kg")),
        ("50 mg to 100 mg", ("dose", 50, 100, "mg")),
        ("since the 1960s", ("year", 1960, 1960, "year")),
        ("a 2019 study", ("year", 2019, 2019, "year")),
        ("2000 patients", ("count", 2000, 2000, "patient")),
    ],
)
def test_number_is_read(text: str, expected: Told) -> None:
    """One number in each, with its bounds."""
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "call (555) 201-3344", "1200 Main Street, Suite 300", "9 am to 5 pm", "open 24/7", "Schedule III",
        "2010 Elm Street", "4.9 out of 5 stars",
        "the third infusion", "10/10/2023", "half as much", "a course of several", "1.2.3", "٣ ½ ²",
    ],
)  # fmt: skip
def test_other_figures_are_left_out(text: str) -> None:
    """Telephones, addresses, hours and the like are no numbers of messaging."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("70% of patients respond", "response_rate"),
        ("20% off", "discount"),
        ("a 50% reduction of symptoms", "reduction"),
        ("$450 per session", "price_per_session"),
        ("$129 a month", "price_per_month"),
        ("relief within 2 hours", "time_to_relief"),
        ("relief lasts 3 weeks", "benefit_lasts"),
        ("each infusion takes 40 minutes", "session_length"),
        ("boosters every 4 weeks", "interval"),
    ],
)
def test_number_has_a_role(text: str, role: str) -> None:
    """The words around a number say what it is."""
    assert [each.role for each in find_numbers(read(text).words)] == [role]


def test_equal_times_compare_equal() -> None:
    """Whatever their unit."""
    days, weeks = (find_numbers(read(text).words)[0] for text in ("14 days", "two weeks"))
    assert comparable(days) == comparable(weeks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50 to 70%", "50–70%"), ("up to 75%", "up to 75%"), ("over $2,000", "2,000 USD or more"),
        ("in 1970", "1970"), ("3 weeks", "3 weeks"), ("one week", "1 week"),
    ],
)  # fmt: skip
def test_number_is_shown_for_people(text: str, expected: str) -> None:
    """As short as it can be said."""
    assert [shown(each) for each in find_numbers(read(text).words)] == [expected]
