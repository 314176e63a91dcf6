"""The decision clip."""
