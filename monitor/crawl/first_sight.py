"""A page that is read for the first time: news, or a known article at another address."""

from __future__ import annotations

from urllib.parse import urljoin

from monitor.config import Clinic
from monitor.crawl.recorder import Recorder
from monitor.crawl.walk import Look
from monitor.discover import addresses
from monitor.records import Extract, Verdict
from monitor.store import Likeness, Page, Versions
from monitor.version import is_same_article, judge

GONE = frozenset({404, 410})


class FirstSight:
    """Tells what a page comes to that was never read before.

    Args:
        likeness, versions: the open store.
        recorder: what writes.
    """

    def __init__(self, likeness: Likeness, versions: Versions, recorder: Recorder) -> None:
        self._likeness = likeness
        self._versions = versions
        self._recorder = recorder

    async def tell(self, look: Look, found: Extract) -> None:
        """A new page is news, unless it is a known article at another address."""
        twin = self._twin(look, found)
        if twin is None or not found.passages:
            verdict = judge(None, found, earlier=(), baseline=look.page.baseline)
            self._recorder.version(look, found, verdict)
        elif not await _has_left(look, twin):
            self._recorder.version(look, found, Verdict("new", "same_text_as_another_page"))
        else:
            self._recorder.move(look, twin.id, twin.url, look.page.url, "same_text")

    def _twin(self, look: Look, found: Extract) -> Page | None:
        """The page that says, or said when it was last there, the same but for a quote or a small edit."""
        clinic_id, page_id = look.page.clinic_id, look.page.id
        twin = self._likeness.same_content(clinic_id, found.content_key, but=page_id)
        if twin is not None or look.page.baseline:
            return twin
        alike = self._likeness.most_alike(clinic_id, [each.key for each in found.passages], but=page_id)
        if alike is None or alike.version_id is None:
            return None
        said = self._versions.read(alike.version_id).extract
        return alike if is_same_article(said.passages, found.passages) else None


def is_front_page(clinic: Clinic, url: str) -> bool:
    """Where sites send those who ask for an article that is no more."""
    return addresses.key(url) in {addresses.key(clinic.url), addresses.key(urljoin(url, "/"))}


async def _has_left(look: Look, twin: Page) -> bool:
    """Whether an article is gone from its old address; asked there unless a crawl has seen it gone."""
    if twin.state in ("missing", "removed"):
        return True
    answer = await look.fetch(twin.url)
    if answer is None:
        return False
    arrived = addresses.clean(answer.final_url) or answer.final_url
    was_sent = addresses.key(arrived) != addresses.key(twin.url)
    is_gone = answer.status in GONE or (was_sent and is_front_page(look.clinic, arrived))
    return is_gone or addresses.key(arrived) == addresses.key(look.page.url)
