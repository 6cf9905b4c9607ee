"""Benchmarks: what the product costs, measured side by side with what it is built on (``make bench``)."""
