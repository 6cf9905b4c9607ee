"""Mails in a real browser: on a phone and on a desk, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.alert.letters import LETTERS, composed

pytestmark = pytest.mark.browser

CONTRASTS = """
() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), texts.currentNode.data.slice(0, 40)]);
  }
  return found;
}
"""
"""Contrast of every text to what is behind it, as WCAG counts it."""


@pytest.mark.parametrize("width", [600, 390, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["red-flag-first", "hostile", "health-beside-news", "capped"])
def test_a_mail_can_be_read(browser: Browser, name: str, scheme: str, width: int) -> None:
    """It fits, loads and runs nothing, has enough contrast, and marks differences by lines as well."""
    assert name in LETTERS
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.set_content(composed(name).html)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 10
    assert [each for each in contrasts if each[0] < 4.5] == []
    lines = page.eval_on_selector_all(
        "del, ins", "all => all.map(each => getComputedStyle(each).textDecorationLine)"
    )
    assert set(lines) <= {"line-through", "underline"}
    assert lines
    assert asked == []
    page.close()
