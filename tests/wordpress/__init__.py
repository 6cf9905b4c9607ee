"""A real WordPress on loopback, and what the monitor makes of it."""
