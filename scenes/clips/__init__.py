"""One folder for each clip: its scene and whatever only that clip draws."""
