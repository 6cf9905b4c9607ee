"""Fetch: what stands between the spider and the network, as Scrapy middlewares.

From the spider to the network (requests pass downwards, answers upwards):

    robots.RobotsMiddleware          asks robots.txt first, once for each origin; gives its Sitemap lines
    (Scrapy: time limit, default headers, user agent, retries)
    conditional.ConditionalMiddleware    If-None-Match and If-Modified-Since from ``meta["validators"]``
    encoding.DecodingMiddleware      undoes Content-Encoding strictly and within bounds
    redirects.RedirectMiddleware     follows up to five redirects; each hop starts again at the top
    guard.GuardMiddleware            no address that is not public
    backoff.BackoffMiddleware        one request at a time for each host, its delay, Retry-After, giving up

``failure_reason`` names whatever went wrong, ``fetched_from`` hands an answer on as a record without Scrapy,
``leave_alone`` says for how long a site that says no is not asked again, ``apply_config`` puts the
workspace's wishes into Scrapy's settings, ``meta`` holds the keys by which a spider speaks to these
middlewares.
"""

from monitor.fetch.conditional import fetched_from
from monitor.fetch.configure import apply_config
from monitor.fetch.failures import FetchError, failure_outcome, failure_reason
from monitor.fetch.identity import PRODUCT, user_agent
from monitor.fetch.patience import SAYING_NO, leave_alone
from monitor.fetch.robots import robots_of

__all__ = [
    "PRODUCT",
    "SAYING_NO",
    "FetchError",
    "apply_config",
    "failure_outcome",
    "failure_reason",
    "fetched_from",
    "leave_alone",
    "robots_of",
    "user_agent",
]
