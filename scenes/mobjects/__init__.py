"""Drawn things that several clips use."""
