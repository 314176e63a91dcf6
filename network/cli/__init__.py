"""Parts of the command line: argument types, progress bars, tables."""
