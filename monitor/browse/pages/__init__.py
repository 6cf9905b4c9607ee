"""Our pages: each is a function that reads and says what to show."""

from monitor.browse.page import Reader, view
from monitor.browse.pages import (
    article,
    borrowed,
    claims,
    clinic,
    difference,
    health,
    news,
    numbers,
    search,
    snapshot,
)

READERS: dict[str, Reader] = {
    "": news.start,
    r"changes(?:\.(?P<ending>json|csv))?": news.changes,
    r"changes/(?P<change>[0-9]{1,15})": difference.change,
    r"borrowed(?:\.(?P<ending>json|csv))?": borrowed.borrowed,
    r"claims(?:\.(?P<ending>json|csv))?": claims.claims,
    r"numbers(?:\.(?P<ending>json|csv))?": numbers.numbers_page,
    r"red-flags(?:\.(?P<ending>json|csv))?": numbers.red_flags,
    r"clinics(?:\.(?P<ending>json|csv))?": clinic.clinics,
    r"clinics/(?P<slug>[^/]+)": clinic.clinic,
    r"pages/(?P<page>[0-9]{1,15})": article.article_page,
    r"pages/(?P<page>[0-9]{1,15})/diff(?:\.(?P<ending>json|csv))?": difference.difference,
    r"versions/(?P<version>[0-9]{1,15})/snapshot": snapshot.snapshot,
    r"versions/(?P<version>[0-9]{1,15})/body": snapshot.body,
    r"search(?:\.(?P<ending>json|csv))?": search.search_page,
    r"health": health.health_page,
}
"""By what follows the root of our pages in the address."""

ROUTES = [(rf"^/-/monitor{'/' if path else ''}{path}$", view(read)) for path, read in READERS.items()]
