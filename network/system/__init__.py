"""The operating system: files, folders, signals, streams, error messages."""
