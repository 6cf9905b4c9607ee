"""Small pages for the tests of extraction, in the words of a clinic that does not exist."""

from monitor.extract import read
from monitor.records import Extract, Part

TEXT = (
    "<p>Ketamine is given by a slow drip while a nurse watches your blood pressure, your breathing and your"
    " mood for the whole visit.</p><p>Most people rest at home afterwards and come back two days later, and"
    " nobody is asked to decide about the next visit on the same day.</p>"
)


def page(body: str = TEXT, head: str = "", tail: str = "") -> bytes:
    """Make a page with an article."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>First visit</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><main><article><h1>First visit</h1>{body}</article>"
        f"{tail}</main><footer><p>Pine Hollow Clinic, open on weekdays.</p></footer></body></html>"
    ).encode()


def extract(body: str = TEXT, head: str = "", tail: str = "", ignore: tuple[str, ...] = ()) -> Extract:
    """Extract such a page."""
    return read(
        page(body, head, tail), "text/html; charset=utf-8", "https://www.pinehollow.example/visit/", ignore
    )


def texts(found: Extract, part: Part = "text") -> list[str]:
    """Return the texts of one part."""
    return [passage.text for passage in found.passages if passage.part == part]
