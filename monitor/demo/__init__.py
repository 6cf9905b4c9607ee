"""Five fictional clinics on loopback, with four weeks of articles and the edits between them.

The texts (``articles/``), the clinics (``sites.toml``) and what happens to them (``edits.toml``) are data.
``weeks`` turns these into the state of every clinic in every week, ``systems`` answers requests in the
manner of five content systems, and ``server`` puts that on real sockets.
"""
