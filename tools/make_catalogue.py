"""Make src/reheaton/data/models.json: what the built-in models are and take, for commands that do not import JAX.

Run from the root of the repository, after a declaration has changed: python tools/make_catalogue.py
"""

import json
from pathlib import Path

from reheaton.backend.whole_file import write_whole
from reheaton.models.catalogue import FILE, describe
from reheaton.models.registry import BUILT_IN, find_model

HEADER = {
    "about": "declarations of the built-in models, version 1",
    "origin": "read off the classes in reheaton.papers",
    "licence": "BSD-3-Clause",
    "made by": "tools/make_catalogue.py",
}


def catalogue() -> str:
    """The text of the file."""
    models = {name: describe(find_model(name)).to_dict() for name in BUILT_IN}
    return json.dumps({**HEADER, "models": models}, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    write_whole(Path("src/reheaton/data") / FILE, catalogue())


if __name__ == "__main__":
    main()
