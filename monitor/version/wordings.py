"""How error pages word what they are, by kind; matched within one sentence in normal form.

Whole phrases and no single words: clinics write of maintenance infusions and of logging in to a portal.
"""

from __future__ import annotations

import re

_TREATMENT = (
    "infusion treatment therap session dos ketamine booster program plan phase schedule visit appointment",
    "care medic package membership protocol regimen series course spravato esketamine",
)
_MAINTENANCE = rf"maintenance(?![- ](?:{'|'.join(' '.join(_TREATMENT).split())}))"
_AT_WORK = r"(?: (?:some|our|scheduled|planned|routine|essential|brief|site|website))*"
_THIS = r"(?:this|the (?:full|whole|rest of the)) (?:page|post|article|content|site|story|resource)"
_LOG_IN = r"\b(?:log|sign) ?in(?: or (?:register|sign up|join|subscribe))?"
_PAGE = r"(?:page|post|article|content|file)"

_WORDINGS = {
    "maintenance": (
        rf"\b(?:under|undergoing|down for|offline for|performing|doing){_AT_WORK} {_MAINTENANCE}",
        rf"^(?:scheduled |planned |routine |site |website )?{_MAINTENANCE}(?: mode| page| in progress)?\W*$",
        rf"\b{_MAINTENANCE} (?:mode|break|window|in progress)\b",
        r"\b(?:we(?:'ll| will| should)|site will) be (?:right )?back (?:soon|shortly|online|up)\b",
        r"\b(?:site|website|page|server|service)\b.{0,30}\btemporarily (?:unavailable|offline|down|closed)\b",
    ),
    "block_page": (
        r"\baccess (?:to this (?:page|site|website|resource) )?(?:has been |was |is )?(?:denied|blocked)\b",
        r"\b(?:verify(?:ing)?|confirm)(?: that)? you(?:'re| are) (?:a |not a )?(?:human|robot|real)\b",
        r"\bchecking (?:your browser|if the site connection is secure)\b",
        r"\bunusual traffic\b|\bare you a robot\b|\battention required\b|\brequest (?:was )?blocked\b",
        r"\bcomplete the security check\b|\byou (?:have been|were) blocked\b|\benable cookies and reload\b",
        r"^just a moment\W*$",
    ),
    "throttled": (
        r"\btoo many requests\b|\byou(?:'re| are| have been) rate limited\b",
        r"\brate limit(?:ed)? (?:exceeded|reached)\b|\bexceeded (?:the|your) (?:rate|request) limit\b",
        r"\btry again (?:later|in a (?:few|moment))\b",
    ),
    "needs_javascript": (
        r"\b(?:enable|turn on|activate|allow|requires?|needs?) javascript\b",
        r"\bjavascript (?:is |to be |must be )?(?:disabled|required|enabled|turned off|switched off)\b",
        r"\bjavascript (?:seems|appears) to be\b|\b(?:without|not support) javascript\b",
        r"^loading\b\W*$",
    ),
    "login_wall": (
        rf"{_LOG_IN} to continue\b|{_LOG_IN} to (?:view|read|see|access|unlock) {_THIS}",
        rf"\b(?:logged|signed) in to (?:view|read|see|access) {_THIS}",
        r"\bfor (?:registered |logged-in )?members only\b",
        rf"\b{_THIS} is (?:password[- ]protected|protected|restricted|locked|(?:only )?for members)",
        r"\bto view (?:this protected|it,? please enter)|\benter (?:the|your) password below",
        r"\balready (?:a member|have an account)\? (?:log|sign) ?in\b",
    ),
    "soft_404": (
        rf"\b{_PAGE}\b.{{0,30}}\b(?:not (?:be )?found|cannot be found|(?:can|could)n't be found)\b",
        rf"\b{_PAGE} (?:that )?you(?:'re| are| were)? (?:looking|searching) for\b",
        rf"\b{_PAGE} (?:does not|doesn't|no longer|may not) exists?\b",
        rf"\b(?:could not|couldn't|cannot|can't) find (?:that|the|this) {_PAGE}\b",
        r"^(?:error )?404\b\W*(?:$|error|page|not |nothing|oops|file)|\b(?:error|http) 404\b",
        r"^(?:oops|sorry)\b.{0,20}\b(?:not found|nothing here|missing)\b|^nothing (?:was )?found\b",
    ),
    "consent": (
        r"\b(?:accept|manage|reject|allow) (?:all )?(?:of our )?cookies\b",
        r"\bconsent to (?:the use of )?cookies\b",
        r"\bwe (?:and our partners )?use cookies\b|^before you continue\W*$",
        r"\byour (?:privacy|cookie) (?:choices|preferences|settings)\b",
    ),
    "redirect_stub": (
        r"\byou (?:should|will) be (?:redirected|forwarded)\b|^if you are not redirected\b",
        r"\bredirecting (?:you )?(?:to\b|now\b|\.\.\.)|^(?:object moved|moved permanently|document moved)\b",
    ),
    "server_error": (
        r"\b(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out)\b",
        r"\berror establishing a database connection\b|\bthere has been a critical error\b",
    ),
}

KINDS = {kind: re.compile("|".join(those), re.IGNORECASE) for kind, those in _WORDINGS.items()}
"""What to search a sentence for, by the kind of error page; the first that is met names it."""
