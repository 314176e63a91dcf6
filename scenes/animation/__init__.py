"""Timing of several motions, and the pace of a clip."""
