"""Configuration of the documentation: Sphinx with MyST-NB, which runs every code cell when the site is built."""

import os
import sys
from pathlib import Path

import reheaton

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE / "_ext"))
# Commands of the pages run the package that is documented, whatever PATH says, with tables of a usual width.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
os.environ["COLUMNS"] = "84"
# What the hidden first cells of pages import.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HERE / "_ext"), os.environ.get("PYTHONPATH")]))
# Where pages find cards and models: cells run in their own folder, commands in this one.
os.environ["REHEATON_EXAMPLES"] = str(ROOT / "examples")

project = "reheaton"
author = "the reheaton authors"
copyright = "the reheaton authors, BSD-3-Clause"  # noqa: A001
version = release = reheaton.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.programoutput",
    "paper_pages",
    "speed_history",
    "readable_api",
]
exclude_patterns = ["_build", "_ext", "**.ipynb_checkpoints"]

myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "attrs_block", "colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE / "_build" / "executed")
nb_execution_raise_on_error = True
nb_execution_timeout = 900
nb_execution_show_tb = True
nb_merge_streams = True
nb_render_markdown_format = "myst"

# Indented lines of docstrings are formulas.
highlight_language = "none"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
bibtex_bibfiles = [str(ROOT / "src" / "reheaton" / "data" / "references.bib")]
bibtex_reference_style = "author_year"
# A preprint has no journal.
suppress_warnings = ["bibtex.missing_field"]

html_theme = "furo"
html_title = "reheaton"
html_theme_options = {"navigation_with_keys": True}
