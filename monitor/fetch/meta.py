"""Keys of ``Request.meta`` that the middlewares of this folder read.

A spider may put them on any request. Redirects and retries carry them along.
"""

from typing import Final

CLINIC: Final = "clinic"
"""Slug of the clinic that the request is for; read by nobody here, carried for the spider."""

VALIDATORS: Final = "validators"
"""``records.Validators`` from the last complete answer of this very address."""

DELAY: Final = "delay"
"""Seconds (float) from one request to the next on this host; the highest seen for a host counts."""
