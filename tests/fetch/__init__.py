"""Tests of the middlewares between the spider and the network, against real servers on loopback."""
