"""Rules of layout that every clip must meet."""
