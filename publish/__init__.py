"""Package finished clips as files, decks and pages; nothing here draws."""
