"""Files that took time to make and are kept, but can be made again.  Knows no Manim."""
