"""The WordPress API's list of posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.discover import wordpress
from monitor.errors import SourceError
from monitor.records import Entry

URL = "https://larkmoor.example/wp-json/wp/v2/posts"


def post(link: object, **more: object) -> dict[str, object]:
    """A post as the API gives it."""
    return {"link": link, "status": "publish", "date_gmt": "2024-01-02T03:04:05", **more}


def read(document: object) -> wordpress.Posts:
    """Read a document as an answer of the API."""
    return wordpress.read(json.dumps(document).encode(), URL)


def test_posts_give_address_and_both_dates() -> None:
    """The dates without a zone are UTC."""
    answer = [post("https://larkmoor.example/a/", modified_gmt="2024-05-20T10:00:00")]
    expected = Entry(
        "https://larkmoor.example/a/",
        datetime(2024, 5, 20, 10, tzinfo=UTC),
        datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert read(answer).entries == (expected,)


def test_only_a_full_page_has_another_behind_it() -> None:
    """Fewer posts than were asked for are the last ones."""
    assert read([]).last
    assert read([post("/a")] * 99).last
    assert not read([post("/a")] * 100).last


def test_unpublished_posts_and_odd_shapes_are_left_out() -> None:
    """Drafts, entries without an address and values of the wrong kind are not articles."""
    answer = [
        post("/a"),
        post("/b", status="draft"),
        post(None),
        post(["x"]),
        "text",
        None,
        post("/c", modified_gmt=5),
    ]
    assert [entry.url for entry in read(answer).entries] == [
        "https://larkmoor.example/a",
        "https://larkmoor.example/c",
    ]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"code": "rest_cannot_access", "message": "no"}, "api_refused"),
        ({"routes": {}}, "not_posts"),
        ("text", "not_posts"),
        (None, "not_posts"),
        ([1, 2], "not_posts"),
        ([{"slug": "x"}], "not_posts"),
    ],
)
def test_other_answers_are_refused_by_name(document: object, reason: str) -> None:
    """A closed API and JSON of another shape are told apart."""
    with pytest.raises(SourceError) as refused:
        read(document)
    assert refused.value.reason == reason


def test_both_forms_of_the_api_address_work() -> None:
    """The pretty and the plain form lead to the posts; paging is added to either."""
    pretty = wordpress.endpoint("https://larkmoor.example/wp-json/")
    plain = wordpress.endpoint("https://larkmoor.example/index.php?rest_route=/")
    assert pretty == URL
    assert plain == "https://larkmoor.example/?rest_route=/wp/v2/posts"
    assert wordpress.endpoint("javascript:x") is None
    assert wordpress.page_address(pretty, 2).startswith(URL + "?_fields=")
    assert wordpress.page_address(pretty, 2).endswith("&page=2&per_page=100")
    assert wordpress.page_address(plain, 1).startswith(plain + "&_fields=")
