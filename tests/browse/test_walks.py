"""The analyst's walks in a real browser: wide and narrow, light and dark, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browse.panel import Panel, text
from tests.browse.test_serving import Served, serving

pytestmark = pytest.mark.browser

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}

EVERY = (
    "changes", "changes?kind=edited", "changes?kind=restored", "changes?kind=nonsense", "changes/2",
    "clinics", "clinics/bluff-creek", "clinics/quiet-ridge", "pages/1", "pages/1?version=1", "pages/3",
    "pages/1/diff?from=1&to=4", "pages/1/diff?from=1&to=4&view=side&uncounted=shown&unchanged=all",
    "versions/1/snapshot", "versions/1/snapshot?view=page", "search", "search?q=ketamine",
    "search?q=nothing+like+it", "health", "pages/999", "claims", "claims?theme=safety", "borrowed",
    "red-flags", "numbers?theme=efficacy", "numbers?clinic=quiet-ridge",
    "claims?theme=efficacy&claim=response_rate&clinic=bluff-creek&clinic=quiet-ridge",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """The desk of the workspace."""
    with serving(folder) as running:
        yield running


@pytest.fixture
def desk(served: Served, browser: Browser) -> Iterator[Page]:
    """A page of a browser in which every complaint is a failure."""
    context = browser.new_context(viewport=WIDE, base_url=f"http://127.0.0.1:{served.port}/-/monitor/")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    yield page
    context.close()
    assert [each for each in complaints if "responded with a status of 40" not in each] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_is_accessible_and_fits(desk: Page, size, scheme) -> None:
    """No violation that axe-core finds, and nothing to be scrolled sideways."""
    desk.set_viewport_size(size)
    desk.emulate_media(color_scheme=scheme)
    for path in EVERY:
        desk.goto(path)
        found = Axe().run(desk)
        told = [
            (each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]
        ]
        assert told == [], path
        assert desk.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_from_a_mail_to_the_difference_to_the_search(desk: Page) -> None:
    """From a change to the article, its clinic, and where a sentence stood that is gone."""
    desk.goto("changes/1")
    assert desk.locator(".text ins", has_text="85").is_visible()
    desk.get_by_role("link", name="Side by side").click()
    assert desk.locator(".side .left del", has_text="70").is_visible()
    desk.get_by_text("3 unchanged passages").click()
    assert desk.get_by_text("It is given by a nurse.").first.is_visible()
    desk.get_by_role("link", name="Article").click()
    desk.get_by_role("link", name="Bluff Creek Ketamine").click()
    assert desk.get_by_text("known articles and pages seen in the last 7 days").is_visible()
    desk.get_by_role("link", name="Search").click()
    desk.get_by_label("Words").fill('"70% of our patients"')
    desk.get_by_role("button", name="Search").click()
    assert desk.locator("mark").first.inner_text() == "70% of our patients"
    desk.get_by_role("link", name="How fast").click()
    assert "how the article stood" in desk.locator("main").inner_text()
    with desk.expect_download() as download:
        desk.goto("changes")
        desk.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "changes.csv"


def test_keys_go_through_the_list(desk: Page) -> None:
    """j, k and Enter; not while something is typed."""
    desk.goto("changes")
    for key in "jjjjk":
        desk.keyboard.press(key)
    assert desk.locator(".here h2").inner_text() == "All pages of the clinic"
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/changes/2")
    desk.goto("search")
    desk.keyboard.type("jkj")
    assert desk.get_by_label("Words").input_value() == "jkj"


def test_filters_are_on_in_the_address(desk: Page) -> None:
    """Chosen by a click, taken out by another; dates and size by the form."""
    desk.goto("changes")
    desk.get_by_role("link", name="Removed").click()
    assert desk.url.endswith("changes?kind=removed")
    assert desk.locator("article").count() == 1
    desk.get_by_label("Size").select_option("5 words and more")
    desk.get_by_role("button", name="Apply").click()
    assert "kind=removed" in desk.url
    assert "least=5" in desk.url
    assert "No change matches" in desk.locator("main").inner_text()
    desk.get_by_role("link", name="Show everything").first.click()
    assert desk.locator("article").count() == 4


def test_everything_can_be_read_without_javascript(served: Served, browser: Browser) -> None:
    """And on paper."""
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{served.port}/-/monitor/changes")
    page.get_by_role("link", name="How fast").click()
    assert page.locator(".text ins", has_text="85").is_visible()
    page.get_by_text("3 unchanged passages").click()
    assert page.get_by_text("It is given by a nurse.").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".text ins", has_text="85").is_visible()
    assert not page.get_by_role("navigation", name="Pages").is_visible()
    context.close()


def test_paper_is_light(served: Served, browser: Browser) -> None:
    """Whatever the screen is: dark ink on a light ground."""
    page = browser.new_page(color_scheme="dark")
    page.goto(f"http://127.0.0.1:{served.port}/-/monitor/pages/1")
    page.emulate_media(media="print", color_scheme="dark")
    ground = "getComputedStyle(document.querySelector('.article-text')).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.close()


def test_hostile_texts_are_only_read(tmp_path: Path, browser: Browser) -> None:
    """Nothing of a page runs, loads, turns the direction of writing or tears the layout."""
    hostile = '<script>document.title="taken"</script><img src=x onerror="document.title=1">'
    turned = "Up \u202e to 90% \u2066 of them"
    panel = Panel(tmp_path / "watch", {"a": hostile[:60]})
    panel.save(
        "a", "x", text(hostile, turned, "y" * 100_000, "Stays."), title=hostile, kind=None, body=hostile
    )
    panel.crawl(1)
    panel.save(
        "a", "x", text(f"{hostile} {hostile}", f"{turned} all", "z" * 100_000, "Stays."), title=hostile
    )
    panel.end()
    panel.close()
    with serving(tmp_path / "watch") as running:
        context = browser.new_context(viewport=NARROW)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in ("changes", "clinics", "clinics/a", "pages/1", "pages/1/diff", "pages/1/diff?view=side",
                     "versions/1/snapshot", "versions/1/snapshot?view=page", "search?q=script"):  # fmt: skip
            page.goto(f"http://127.0.0.1:{running.port}/-/monitor/{path}")
            assert "taken" not in page.title().replace('="taken"', ""), path
            assert page.locator("main img, main script").count() == 0, path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
            assert "\u202e" not in page.content()
        assert [url for url in asked if not url.startswith(f"http://127.0.0.1:{running.port}/")] == []
        context.close()


def test_an_empty_desk_can_be_walked(tmp_path: Path, browser: Browser) -> None:
    """Every page of the navigation opens and says what to do next."""
    Panel(tmp_path / "watch", {}).close()
    with serving(tmp_path / "watch") as running:
        page = browser.new_page(viewport=NARROW)
        page.goto(f"http://127.0.0.1:{running.port}/-/monitor")
        for name in page.locator("header li a").all_inner_texts():
            page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
            page.locator("h1").first.wait_for()
            page.goto(f"http://127.0.0.1:{running.port}/-/monitor")
        page.close()
