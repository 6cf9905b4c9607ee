"""Why a look that met something else than before is not told: nothing is thrown away in silence.

The rules of judgement in their order, each with where it stands and the reasons that it leaves in
``visits.reason``:

     1  a site's date, or 304            ``claims``                 (not asked, or ``not_modified``)
     2  same bytes, same visible text    ``crawl.look``             same_body, same_visible_text
     3  like compared with like          ``crawl.look, shifted``    shifted
     4  normal form                      ``judge``                  same_glyphs, modified_date_only
     5  order, cutting                   ``judge``                  moved_only, same_words, numbering_only
     6  volatile passages                ``volatile, settled``      volatile, settled, counted_out …
     7  the site's, not the page's       ``sitewide``               sitewide
     8  error pages                      ``content, wordings``      maintenance, block_page, collapsed …
     9  lifecycle, flips                 ``flips, crawl.arrive``    first_look, flips …
    10  all of it stored and shown       ``SUPPRESSIONS``
"""

from __future__ import annotations

from collections.abc import Mapping

SUPPRESSIONS: Mapping[str, str] = {
    "same_glyphs": "only quotes, dashes, spaces and the like are different",
    "modified_date_only": "only the date of the last change is different",
    "moved_only": "the same passages in another order",
    "same_words": "the same words, cut into other passages",
    "numbering_only": "blocks got numbers, or lost them",
    "shifted": "all of it stood on the page before; only the extractor sees it otherwise",
    "not_comparable": "the snapshot of the last version cannot be read by today's extractor",
    "volatile": "only what differs between two looks at once is different",
    "counted_out": 'only what a machine counts out anew is different, such as "3 weeks ago"',
    "settled": "what was volatile keeps still; from now on it counts",
    "other_titles": "only which other articles the page names is different",
    "unsettled": "two looks did not agree; asked again at the next crawl",
    "sitewide": "told once for the whole site",
    "flips": "goes back and forth between wordings that were told",
    "same_text_as_another_page": "the text of another page, where it was told",
    "first_look": "gone; believed when a second crawl sees it, too",
    "redirected_to_front_page": "sent to the front page, which comes to being gone",
    "redirected_to_known_page": "sent to another page for the time being",
    "no_second_look": "the page could not be looked at a second time",
    "maintenance": "a maintenance page",
    "block_page": "a block page",
    "throttled": "a page that asks for patience",
    "needs_javascript": "a placeholder that asks for JavaScript",
    "login_wall": "a login wall",
    "soft_404": "a page that says it is not there",
    "consent": "a consent page",
    "redirect_stub": "a page that sends elsewhere",
    "server_error": "an error of the server, said in words",
    "collapsed": "most of the text is gone; believed when it stays",
    "replaced": "all of the text is another; believed at the next crawl that sees it",
    "truncated": "the page breaks off in mid-sentence, or within a tag",
    "garbled": "letters read in a wrong charset",
}
"""Reasons for which something that differs is not told, and what they mean in a few words."""
