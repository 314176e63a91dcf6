"""Clips and scenes from files of the user's own: found, imported, and held to the same rules.

A file is Python, and is run as it stands, with all rights of the user.
"""
