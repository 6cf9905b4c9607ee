"""Reads and checks the files of a workspace and gives frozen values; every problem is told at once.

``workspace`` finds and loads, ``clinics``, ``lexicon`` and ``alerts`` hold one file each, ``titles`` says
what is called how, ``edit`` writes, ``environment`` fetches secrets; ``reading``, ``lines``, ``values`` and
``patterns`` check.
"""

from monitor.config.alert_values import QuietHours
from monitor.config.alerts import Alerts, Smtp, Subscription
from monitor.config.clinics import Clinic
from monitor.config.edit import append_clinic, create_workspace
from monitor.config.environment import PASSWORD_FILE, smtp_password
from monitor.config.lexicon import THEMES, Claim, Context, Disclosure, Lexicon, RedFlag, Theme, Wording
from monitor.config.patterns import SIGNS
from monitor.config.titles import Titles
from monitor.config.values import parse_duration
from monitor.config.workspace import SETTINGS, Config, find_workspace, load, load_lexicon

__all__ = [
    "PASSWORD_FILE",
    "SETTINGS",
    "SIGNS",
    "THEMES",
    "Alerts",
    "Claim",
    "Clinic",
    "Config",
    "Context",
    "Disclosure",
    "Lexicon",
    "QuietHours",
    "RedFlag",
    "Smtp",
    "Subscription",
    "Theme",
    "Titles",
    "Wording",
    "append_clinic",
    "create_workspace",
    "find_workspace",
    "load",
    "load_lexicon",
    "parse_duration",
    "smtp_password",
]
