"""The file format: reading, writing and checking ``.npz`` files."""
