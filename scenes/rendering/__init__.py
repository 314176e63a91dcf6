"""Draws scenes fast: in pieces, by several processes, from a cache, into encoded video."""
