"""Alerts: who is told of what, how it is put, and how it gets there.

``choose`` holds changes against subscriptions, ``ailments`` says what keeps a clinic from being watched,
``cadence`` when a mail is due.
"""

from monitor.alert.addressees import Addressee, addressees
from monitor.alert.choose import Choice, choose
from monitor.alert.health import Ailment, Watch, ailments
from monitor.alert.told import Told, told

__all__ = ["Addressee", "Ailment", "Choice", "Told", "Watch", "addressees", "ailments", "choose", "told"]
