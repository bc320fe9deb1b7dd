"""How the documentation is built: `make docs`, offline, with warnings as errors."""

from importlib.metadata import version as installed_version
from typing import Any

project = "kullback"
author = "The kullback developers"
copyright = "The kullback developers"
version = release = installed_version("kullback")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.extlinks",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_parser",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "templates"]
templates_path = ["templates"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3

extlinks = {"doi": ("https://doi.org/%s", "doi:%s")}

default_role = "code"  # `p` in a docstring is code, as it is in Markdown
autosummary_generate = True
autosummary_imported_members = True
autosummary_ignore_module_all = False
autodoc_typehints = "none"  # numpydoc's sections carry the types
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = f"kullback {release}"


def setup(app: Any) -> None:
    """Let a bar in a docstring be an absolute value or a condition, not a substitution."""
    app.connect("autodoc-process-docstring", _plain_bars)


def _plain_bars(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    in_math = False
    for i, line in enumerate(lines):
        in_math = line.lstrip().startswith(".. math::") or (
            in_math and line.startswith((" ", "\t"))
        )
        if not in_math and ":math:" not in line and ">>>" not in line:
            lines[i] = line.replace("|", r"\|")
