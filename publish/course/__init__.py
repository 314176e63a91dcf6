"""Courses: many films from one TOML file, which ``docs/courses.md`` describes.

``course_file`` reads and checks the file, ``films`` works out the films that it asks for, ``plan``
finds out which of them have to be made, ``run`` makes those.  What was made, and from what, is
noted in a ``manifest`` in the output folder; ``page`` writes an index page beside it.
"""
