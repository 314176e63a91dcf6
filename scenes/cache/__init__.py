"""Files that are kept because they took time to make, and can be made again.  Knows no Manim."""
