"""Packages of the distribution: pyproject.toml has no words for a package kept in another folder.

``assets/`` is installed as ``layerlight/assets``; :mod:`network.system.assets` finds it there.
"""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["layerlight*", "network*", "scenes*", "publish*"]),
        "layerlight.assets",
    ],
    package_dir={"layerlight.assets": "assets"},
    package_data={
        "layerlight.assets": [
            "facts.toml", "data/*", "digits/**/*", "exercises/*", "recordings/*", "templates/*",
            "words/*.toml", "words/translated/*.toml",
        ],
        "publish.explorer": ["page/*", "page/images/*"],
    },
)  # fmt: skip
