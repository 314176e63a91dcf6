"""Mobjects that several clips use."""
