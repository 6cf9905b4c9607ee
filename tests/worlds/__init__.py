"""Scripted worlds: clinics whose every true edit is known, with noises of all kinds, served on loopback.

texts       articles, made of sentences and numbers that a seed chooses
styles      how content systems put an article into a page; two are held out from development
noises      what a site does to a page without editing it
world       what happens in which week, and what must be told of it
serving     a world on loopback, and the weekly crawl of the real product
"""
