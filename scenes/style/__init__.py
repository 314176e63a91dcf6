"""Colours, sizes and durations: themes, frame shapes, qualities."""
