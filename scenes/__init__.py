"""Draws clips from recordings."""
