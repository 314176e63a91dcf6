"""How Sphinx builds the documentation: ``make docs``."""

import layerlight

project = "Layerlight"
author = "The Layerlight developers"
project_copyright = "MIT licence"
release = version = layerlight.__version__

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
html_theme = "furo"
html_title = "Layerlight"
html_extra_path = ["generated/media/forward_pass.mp4"]

myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say the types
numpydoc_show_class_members = False
# Parameters that do not exist; sections that are unknown or out of order.
numpydoc_validation_checks = {"PR02", "GL06", "GL07"}
