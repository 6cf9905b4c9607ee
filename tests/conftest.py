"""What all tests share: the same examples on every run, no proxy before loopback, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

hypothesis.settings.register_profile("same on every run", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same on every run")

for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]  # the tests, and the programs they start, speak to loopback only


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that drive a browser come last; those of one file run in one process.

    Playwright keeps an event loop running in the main thread from its first use on, and reactors that
    later tests start in threads of their own do not get on with that.
    """
    items.sort(key=_drives_a_browser)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(f"{item.path}, browser: {_drives_a_browser(item)}"))


def _drives_a_browser(item: pytest.Item) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; tests that ask for it are skipped where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("not installed: chromium")
    # Chromium's own sandbox does not work for root, which CI machines are.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()
