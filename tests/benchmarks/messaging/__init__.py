"""Labelled passages and edits, and how well and how fast they are classified."""
