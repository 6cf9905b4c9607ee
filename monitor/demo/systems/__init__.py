"""Five content systems, each a function from a request and a clinic's state to an answer."""

from __future__ import annotations

from monitor.demo.systems.base import Answer, Asked, System
from monitor.demo.systems.elementor import Elementor
from monitor.demo.systems.ghost import Ghost
from monitor.demo.systems.squarespace import Squarespace
from monitor.demo.systems.wix import Wix
from monitor.demo.systems.wordpress import WordPress

SYSTEMS: dict[str, type[System]] = {
    "wordpress": WordPress,
    "elementor": Elementor,
    "squarespace": Squarespace,
    "wix": Wix,
    "ghost": Ghost,
}

__all__ = ["SYSTEMS", "Answer", "Asked", "System"]
