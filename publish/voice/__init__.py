"""A voice for clips: audio files of the user, one a beat."""
