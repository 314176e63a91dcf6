"""Matrices, whole and elided."""
