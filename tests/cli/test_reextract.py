"""``monitor reextract``: yesterday's snapshots, today's extractor."""

from __future__ import annotations

from tests.cli.running import assert_refused, call, rows, run


def ignore(folder, selector):
    """Change the settings that extraction depends on."""
    with (folder / "clinics.toml").open("a") as file:
        file.write(f'ignore = ["{selector}"]\n')


def test_nothing_to_do_is_said(history):
    """All versions are today's extractor's."""
    result = run("reextract", at=history)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout == b"0 of 0 versions extracted again; 0 could not be\n"


def test_every_current_version_is_made_again_and_nobody_is_told(copied):
    """After ``ignore`` was changed; a second run has nothing left to do."""
    before = call("changes", "--json", at=copied).stdout
    ignore(copied, "h2")
    done = run("reextract", at=copied)
    assert done.stdout == b"5 of 5 versions extracted again; 0 could not be\n", done.stderr.decode()
    assert call("changes", "--json", at=copied).stdout == before
    versions = rows(call("export", "versions", at=copied).stdout)
    assert [row["technical"] for row in versions].count(1) == 5
    assert not any("More about" in row["text"] for row in versions if row["technical"])
    assert run("reextract", at=copied).stdout.startswith(b"0 of 0 ")


def test_a_technical_version_is_not_what_diff_shows(copied):
    """By default two states are compared that the page itself had."""
    page = next(
        row["page_id"] for row in rows(call("changes", "--json", at=copied).stdout) if row["operations"]
    )
    before = call("diff", page, at=copied).stdout
    ignore(copied, "h2")
    run("reextract", at=copied)
    assert call("diff", page, at=copied).stdout == before


def test_before_the_first_crawl_there_is_nothing_to_extract(empty):
    """It says what to do."""
    assert_refused(call("reextract", at=empty), 2, "monitor crawl")
