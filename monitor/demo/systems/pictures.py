"""Pictures for the articles: a quiet landscape drawn from the picture's name, as SVG."""

from __future__ import annotations

from hashlib import blake2b

_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="640" viewBox="0 0 1200 640">
<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl({hue},38%,78%)"/>\
<stop offset="1" stop-color="hsl({warm},55%,90%)"/></linearGradient></defs>
<rect width="1200" height="640" fill="url(#s)"/>
<circle cx="{sun}" cy="{height}" r="58" fill="hsl({warm},80%,94%)"/>
<path d="M0 {a} C 240 {b}, 420 {c}, 660 {a} S 1020 {b}, 1200 {c} V640 H0 Z" fill="hsl({hue},26%,58%)"/>
<path d="M0 {d} C 300 {c}, 560 {d}, 780 {e} S 1100 {d}, 1200 {e} V640 H0 Z" fill="hsl({hue},30%,42%)"/>
<path d="M0 {f} C 260 {e}, 520 {f}, 820 {f} S 1080 {e}, 1200 {f} V640 H0 Z" fill="hsl({hue},34%,28%)"/>
</svg>
"""


def picture(name: str) -> str:
    """Return the picture with this name; the same name gives the same picture."""
    seed = blake2b(name.encode(), digest_size=8).digest()
    return _PICTURE.format(
        hue=150 + seed[0] % 100,
        warm=20 + seed[1] % 40,
        sun=150 + seed[2] * 3,
        height=90 + seed[3] % 110,
        a=300 + seed[4] % 80,
        b=240 + seed[5] % 90,
        c=330 + seed[6] % 80,
        d=410 + seed[7] % 60,
        e=470 + seed[0] % 60,
        f=540 + seed[1] % 50,
    )
