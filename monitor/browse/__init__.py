"""Datasette over a workspace: the settings it is started with, and what its pages say about the tables."""

from monitor.browse.serve import application, check_port, serve

__all__ = ["application", "check_port", "serve"]
