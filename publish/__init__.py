"""Packages finished clips.  Never draws."""
