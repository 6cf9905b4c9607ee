"""What stands on a page but is not its message: navigation, share rows, comment forms, related posts.

Class and id are compared by whole words only ("elementor-widget-share-buttons" holds the word "share",
"shareholder" does not), never by substring: on real sites a class of ``<body>`` matches "ad" that way.
And an element that holds a good part of the main text is never furniture, see ``area``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from monitor.extract.tree import Element
from monitor.extract.wording import in_names, one_of, spell, word_set

Verdict = Literal["", "foreign", "apparatus"]

# Other people's or other pages' words: dates and names in there are not this page's either.
_FOREIGN_TAGS = word_set("nav form menu search")
_FOREIGN_ROLES = word_set(
    "navigation search dialog alertdialog banner contentinfo menu menubar toolbar tooltip feed"
)
_FOREIGN = in_names(
    "breadcrumbs? comments? comment-(?:respond|form|list|section) respond replies related",
    "disqus(?:-thread)? recommended-(?:posts|articles) recirculation read-next up-next more-posts",
    "more-articles you-may-also-like also-like (?:recent|latest|popular|other)-(?:posts|articles)",
    "jp-relatedposts (?:post|posts|entry|article|item|blog)-(?:navigation|nav|pagination) pagination",
    "pager prev-next nav-links newsletter mailing-list subscribe subscription-form signup-form opt-?in",
    "mc4wp mailchimp klaviyo kg-signup-card shares?(?!-your) sharing sharedaddy socials social-icons",
    "social(?!-(?:proof|anxiety|phobia|work|workers?|support|life|security|impact))",
    "addtoany addthis a2a",
    "cookies?-(?:banner|bar|box|consent|dialog|law|message|modal|notice|popup|wall) onetrust cmplz",
    "(?:consent|gdpr)-(?:banner|bar|box|dialog|manager|modal|popup) cookiebot cookieyes cky",
    "(?<!-)sidebar widget-area site-header site-nav (?<!-)footer",
    "(?:site|page|main|global|location)-footer masthead colophon navbar nav-menu navigation main-menu",
    "toolbar (?:page|post|article|entry|content)-(?:tools|toolbar|actions|controls) print-(?:button|link)",
    "skip-link login-form search-form toc table-of-contents ez-toc follow-us (?<!-)ads? adsense advert",
    "adverts advertisement sponsored outbrain taboola",
    # Screen readers' words ("opens in a new window") come and go with plugins.
    "sr-only screen-reader-text visually-hidden a11y-hidden",
)
# Names that begin or end like this: "overlay-modal", "newsletter-popup", "modal-dialog"; not "modal-open".
_KIND = r"(?:modal|pop-?up|lightbox)"
_BEFORE = r"(?:(?!(?:has|with|no|not|opens?|is|in|non|js)-)[a-z0-9]+-){0,4}"
_AFTER = r"(?:-(?:overlay|dialog|content|container|wrapper|wrap|window|box|inner|body|layer|root))"
# The usual makers of pop-ups and of consent layers, by the names that their markup always carries.
_MAKERS = one_of(
    r"pum(?:-.{1,30})? elementor-popup-modal hustle-(?:modal|popup|ui) sgpb-.{1,40} et-bloom-popup.{0,20}",
    r"tve-leads-.{1,40} mailmunch-.{1,40} optinmonster.{0,40} om-holder privy-popup.{0,30} poptin-.{1,40}",
    r"wisepops-.{1,40} justuno.{0,20} sumome-.{1,40} convertbox-.{1,30} klaviyo-form-modal",
    r"onetrust-.{1,40} ot-sdk-container cybotcookiebot.{0,40} cookiebot didomi-.{1,40} usercentrics-.{1,30}",
    r"qc-cmp2-.{1,40} sp-message-container.{0,20} fc-consent-root truste-.{1,30} cmplz-cookiebanner.{0,30}",
    r"cky-(?:consent|modal|overlay).{0,30} iubenda-cs-.{1,30} osano-cm-.{1,40} termly-.{1,40} klaro",
    r"axeptio-.{1,40} tarteaucitron.{0,40} cc-window cookie-law-info-bar",
)
_LAYER = re.compile(rf"(?:{_BEFORE}{_KIND}{_AFTER}?|{_MAKERS})\Z")
# About this page, but not its message: who wrote it, when, under which labels, how often it was read.
_APPARATUS = in_names(
    "byline author-(?:box|bio|info|card|name|meta|section) about-(?:the-)?author posted-on",
    "(?:post|entry|article)-(?:author|footer) meta(?!-analys[ei]s) metadata user-name time-ago time-to-read",
    "(?:entry|post|article|blog)-(?:meta|meta-data|metadata|date|tags|categories|category)",
    # In templates "blog-details-text" is a part of the article, "blog-details" a line below its title.
    "(?:entry|post|article|blog)-(?:details|info)(?!-(?:area|body|content|copy|desc|description|inner|item|list"
    "|main|quote|section|text|title|wrap|wrapper))",
    "(?:entry|post|article|blog)-(?:views|stats) last-edited last-updated updated-on modified-date tags",
    "tag-links? tags-links cat-links tag-list tag-cloud categories reading-time read-time",
    "view-count(?:er)? views-count(?:er)? post-views likes? like-button rating-widget",
)
# An id is often the anchor of a section ("cookies", "sharing-of-information"): only ids that themes
# give to furniture count, and only on containers.
_IDS = in_names(
    "breadcrumbs? comments respond disqus(?:-thread)? jp-relatedposts related-posts sidebar masthead",
    "footer colophon onetrust cmplz cookiebot toc-container ez-toc-container site-header",
    "item-pagination mc-embed-signup",
)
_CONTAINERS = word_set("div section aside ul ol header article")


def verdict(element: Element) -> Verdict:
    """Judge an element by its tag, role, class and id; "" means that it may hold the page's message."""
    tag = element.tag
    if tag == "nav" and next(element.iter("a"), None) is None:
        return ""  # page builders make panels of it; a navigation without links is none
    if tag in _FOREIGN_TAGS or element.get("role", "") in _FOREIGN_ROLES:
        return "foreign"
    names = f"{element.get('class', '')} {element.get('data-hook', '')}"
    found = _by_names(names) if len(names) > 2 else ""
    if not found and tag in _CONTAINERS and (name := element.get("id", "")):
        found = "foreign" if _IDS.search(spell(name)) else ""
    if not found and tag == "footer" and next(element.iterancestors("blockquote"), None) is None:
        return "foreign" if next(element.iterancestors("article", "main"), None) is None else "apparatus"
    return found


@lru_cache(maxsize=8192)
def names_layer(names: str) -> bool:
    """Tell whether class names and ids are those of a pop-up or a consent layer."""
    return any(map(_LAYER.match, spell(names).split()))


@lru_cache(maxsize=8192)
def _by_names(names: str) -> Verdict:
    spelled = spell(names)
    if _FOREIGN.search(spelled) or names_layer(names):
        return "foreign"
    return "apparatus" if _APPARATUS.search(spelled) else ""


def asks_for_address_only(form: Element) -> bool:
    """Tell whether a form has an e-mail field and hardly another: a newsletter's."""
    fields = [
        e for e in form.iter("input") if e.get("type", "text").lower() not in ("hidden", "submit", "checkbox")
    ]
    return 0 < len(fields) <= 2 and any(
        f.get("type", "").lower() == "email" or "email" in f.get("name", "").lower() for f in fields
    )


# --- by text -------------------------------------------------------------------------------------

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
_AGO = r"(?:(?:an?|one|\d+) (?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s? ago|just now)"
_NUMBER = r"(?:\d[\d.,]*[km]?|no|one|zero)"
_COUNT = rf"(?:(?:{_NUMBER} )?(?:views?|comments?|shares?|likes?|reactions?|repl(?:y|ies)|reads?))"
_READING = (
    r"(?:(?:about )?\d+ ?-?min(?:ute)?s?(?: of)? read(?:ing)?(?: time)?"
    r"|(?:reading time|time to read):? (?:about )?\d+ ?\w+)"
)
_BY = r"(?:(?:written |posted |published )?by (?-i:[A-Z])[^!?]{1,60})"
_STAMP = rf"(?:(?:published|posted|updated|last updated|modified)(?: on)?:? (?:{_DATE}|{_AGO}))"
# A line that counts or dates the page. A single "Last updated: 3 May 2025" is kept: on terms and
# price pages it is part of the wording. "Updated 5 minutes ago" never is.
_COUNTER = re.compile(
    rf"(?:{_COUNT}|{_READING}|(?:(?:last )?updated |posted |published )?{_AGO})\.?\Z", re.IGNORECASE
)
_PIECE = re.compile(
    rf"(?:{_COUNT}|{_READING}|{_STAMP}|{_AGO}|{_DATE}(?:,? {_BY})?|{_BY})\.?\Z", re.IGNORECASE
)
# What is left of "Posted May 3 in News by Ana" when date, category and author stand in elements of their own.
_LABEL = re.compile(
    r"(?:(?:posted|published|written|filed)(?: (?:on|in|by|under))?|in|by|on|tags|categor(?:y|ies)):?\Z",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[·•|]\s*|\s+[/–—-]\s+")
_SIGNED = re.compile(_BY + r"\Z", re.IGNORECASE)
_NOTICE = re.compile(
    one_of(
        "your_email_address_will_not_be_published required_fields_are_marked save_my_name,_email",
        "you_must_be_logged_in_to_(?:post|leave) this_site_uses_akismet skip_to_(?:main_)?content",
        "please_enable_javascript this_site_is_protected_by_recaptcha",
        r"©_?\d{4} copyright_(?:©|\d{4})",
    ),
    re.IGNORECASE,
)
# Headings that open a part which is not the page's message.
_POSTS = "(?:posts?|articles?|reading|stories|blogs?|reads|news)"
_OPENER = re.compile(
    one_of(
        r"leave_(?:a|your)_(?:comment|reply|thoughts?)\b.* (?:post|write|add)_a_comment",
        r"(?:\d+_)?comments?(?:_\(\d+\))? (?:\d+_)?thoughts?_on\b.* up_next",
        r"(?:\d+_)?(?:responses?|replies)(?:_to\b.*)? join_the_(?:conversation|discussion)",
        r"(?:you_)?(?:may|might)_also_(?:like|enjoy|be_interested_in) you_might_like",
        r"(?:more_)?from_(?:the|our)_blog more_from\b.{0,60} keep_reading continue_reading",
        r"read_(?:next|more|also) what_to_read_next subscribe(?:_to\b.{0,80}|_(?:now|today|here))?",
        r"newsletter (?:join|sign_up_for)_(?:our|the)_(?:newsletter|mailing_list)\b.*",
        r"stay_(?:in_touch|connected|updated|in_the_loop) share share_(?:this|on|the)\b.{0,40}",
        r"follow_us\b.{0,30} about_the_author written_by\b.{0,60} table_of_contents in_this_article",
        r"on_this_page contents categories tags archives previous next previous_post next_post",
        r"post_navigation",
        rf"related(?:_blog)?(?:_(?:{_POSTS}|content|topics|links|pages))?",
        rf"recommended_(?:for_you|{_POSTS})",
        rf"(?:recent|latest|popular|more|other|similar|featured|trending|top)(?:_blog)?_{_POSTS}",
    )
    + r"[:.!…]*\Z",
    re.IGNORECASE,
)

# Headings of link lists that choose for the reader. "Most popular" stands on price plans too: the links tell.
_NOW = "(?:right_now|now|today|this_(?:week|month|year)|on_(?:the|our)_(?:blog|site))"
_MOST = "(?:popular|read|viewed|shared|discussed|trending)"
_CHOICE = re.compile(
    one_of(
        rf"(?:most_)?{_MOST}(?:_{_POSTS})?(?:_{_NOW})? (?:what['’]s|what_is)_(?:{_MOST}|new|hot)(?:_{_NOW})?",
        rf"(?:readers|people|others|visitors)_(?:also|are)_(?:read(?:ing)?|liked?|viewed)(?:_{_NOW})?",
        r"editors?['’]?s?['’]?_(?:picks?|choices?) don['’]t_miss worth_(?:a_read|reading)",
    )
    + r"[:.!…]*\Z",
    re.IGNORECASE,
)


def is_notice(text: str) -> bool:
    """Tell whether a run is a counter, a line of apparatus or a form's small print."""
    if len(text) > 300:
        return False
    if _COUNTER.match(text) or _LABEL.match(text) or _NOTICE.match(text):
        return True
    pieces = _BETWEEN.split(text)
    return 1 < len(pieces) < 8 and all(_PIECE.match(piece) for piece in pieces)


def is_signature(text: str) -> bool:
    """Tell whether a run only names the author: "By Dr. Ana Ruiz"."""
    return len(text) <= 80 and bool(_SIGNED.match(text))


def opens_choice(text: str) -> bool:
    """Tell whether a short run is a heading such as "Popular right now", if links follow it."""
    return len(text) <= 60 and bool(_CHOICE.match(text))


def opens_furniture(text: str) -> bool:
    """Tell whether a short run is a heading such as "Related posts" or "Leave a comment"."""
    return len(text) <= 120 and bool(_OPENER.match(text))
