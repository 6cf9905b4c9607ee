"""Scrapy settings of the monitor, each with its reason; ``scrapy.cfg`` names this module.

A crawl puts what the workspace says on top (``monitor.fetch.apply_config``): the contact, the delays, and
whether private addresses are allowed.
"""

from monitor.fetch.encoding import ACCEPTED
from monitor.fetch.identity import PRODUCT, user_agent

BOT_NAME = PRODUCT
SPIDER_MODULES = ["spiders"]

# --- who we are ----------------------------------------------------------------------------------

# The contact from clinics.toml is added by the crawl.
USER_AGENT = user_agent()
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": ACCEPTED,
}

# --- what runs -------------------------------------------------------------------------------------

# Only what is named here: a part that Scrapy switches on by itself must not come in with a new release,
# and a part that is merely switched off is imported all the same, which delays every start.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}

# From the spider to the network.
DOWNLOADER_MIDDLEWARES = {
    "monitor.fetch.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "monitor.fetch.conditional.ConditionalMiddleware": 570,
    "monitor.fetch.encoding.DecodingMiddleware": 590,
    "monitor.fetch.redirects.RedirectMiddleware": 600,
    # Below Retry, so that a refusal is named before anybody tries it again.
    "monitor.fetch.guard.GuardMiddleware": 700,
    # Nearest to the network: it must see each answer before the next request of the host is sent.
    "monitor.fetch.backoff.BackoffMiddleware": 900,
}
# None: every status reaches the spider, for 304, 404 and 410 are findings, and it follows no links by itself.
SPIDER_MIDDLEWARES: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
}

# --- manners ---------------------------------------------------------------------------------------

# BackoffMiddleware keeps the pace: one request at a time for each host, delays, Crawl-delay, Retry-After.
# Scrapy's own delay would come on top; its jitter would undercut a Crawl-delay.
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Counts requests that wait for their host's turn, too: a parked host must not take the place of others.
# The spider keeps four for each clinic, so this is 512 hosts at once and as many connections, half of
# the files that a process may usually open.
CONCURRENT_REQUESTS = 2048
# Seconds between two requests by host name (from clinics.toml), and for every other host.
MONITOR_DELAYS: dict[str, float] = {}
MONITOR_DEFAULT_DELAY = 5.0
# Seconds of the first pause after 429 or 503 without Retry-After; it doubles from there.
MONITOR_BACKOFF_SECONDS = 10.0
# Seconds of pauses that one host may ask for in one crawl; after that the next crawl tries again.
MONITOR_BACKOFF_LIMIT = 600.0
# Does not slow down on 503, and measures slow callbacks as slow sites.
AUTOTHROTTLE_ENABLED = False
# One more try in the same crawl; 429 and 503 belong to BackoffMiddleware, which waits before it retries.
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
# A site that is down is a finding of the crawl, not an error of the program.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

# --- safety ----------------------------------------------------------------------------------------

# True lets GuardMiddleware pass loopback and private addresses; comes from the top of clinics.toml.
MONITOR_ALLOW_PRIVATE_ADDRESSES = False
# http and https only. A redirect or a feed must not reach into files.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
# A proxy from the environment would resolve names itself, behind the guard's back.
HTTPPROXY_ENABLED = False
# Scrapy takes any certificate unless told otherwise; an edit must come from the clinic.
DOWNLOAD_VERIFY_CERTIFICATES = True
# Both are doors that run Python inside the crawl.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# Every visit sees what a new reader sees.
COOKIES_ENABLED = False
REFERER_ENABLED = False

# --- bounds ----------------------------------------------------------------------------------------

# Bytes, before and after decompression. The longest real article pages are near 2 MB.
DOWNLOAD_MAXSIZE = 5 * 1024 * 1024
# The bound above is hard, so there is nothing left to warn about.
DOWNLOAD_WARNSIZE = 0
# Seconds for one request from connecting to the last byte.
DOWNLOAD_TIMEOUT = 30
# Half a page would look like an edit.
DOWNLOAD_FAIL_ON_DATALOSS = True
# Seconds; Scrapy's 60 are longer than the whole request may take.
DNS_TIMEOUT = 10
# Names are looked up in threads; one dead name server must not hold up all hosts.
REACTOR_THREADPOOL_MAXSIZE = 20
REDIRECT_MAX_TIMES = 5
# A refresh in the markup is content for the extractor to judge.
METAREFRESH_ENABLED = False
# MB of peak memory of the crawl process, after which it ends in order, with the reason in its stats.
MEMUSAGE_LIMIT_MB = 2048

# --- no second memory ------------------------------------------------------------------------------

# The database is the frontier: it knows what was seen, and a page may be asked for twice on purpose.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# The default weighs hosts against each other by Scrapy's slots, which are empty while requests wait.
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"
# First in, first out: pages are visited in the order in which the spider asks.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# Its rules call old copies fresh, and so hide edits.
HTTPCACHE_ENABLED = False

# --- speed -----------------------------------------------------------------------------------------

# Scrapy starts this many tasks for the output of every answer, even an empty one: its 100 cost more
# than the fetch of an unchanged page. The spider yields a few requests for each answer at most.
CONCURRENT_ITEMS = 1

# --- log -------------------------------------------------------------------------------------------

# Visits are in the database; a line for each would only cost time.
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
