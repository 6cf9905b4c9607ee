"""Alerts: who is told of what, how it is put, and how it gets there.

``choose`` holds changes against subscriptions, ``health`` says what keeps a clinic from being watched,
``cadence`` when a mail is due; ``plan`` makes mails of what waits in the store's outbox, ``compose`` puts
them into words, ``post`` sends them by ``smtp`` and other ``services``.
"""

from monitor.alert.addressees import Addressee, addressees
from monitor.alert.choose import Choice, choose
from monitor.alert.envelope import message
from monitor.alert.feed import atom
from monitor.alert.health import Ailment, Watch, ailments
from monitor.alert.letter import Composed, Letter
from monitor.alert.plan import Pause
from monitor.alert.post import Post, Report, send_test
from monitor.alert.told import Told, told
from monitor.alert.wording import title_of

__all__ = [
    "Addressee",
    "Ailment",
    "Choice",
    "Composed",
    "Letter",
    "Pause",
    "Post",
    "Report",
    "Told",
    "Watch",
    "addressees",
    "ailments",
    "atom",
    "choose",
    "message",
    "send_test",
    "title_of",
    "told",
]
