"""The one spider: watch list in, responses out."""
