"""Writes a page for each paper, and one with the functions in them, from the maps papers/*/equations.md.

A map says for each equation of a paper which function contains it and which test checks it; tests/papers checks that
both exist. Here the functions become links to their documentation.
"""

import re
from pathlib import Path

import reheaton

PACKAGE = Path(reheaton.__file__).parent
FUNCTION = re.compile(r"`(reheaton[\w.]*):([\w.]+)`")
_HEAD = re.compile(r"\| Eq\. |\|---")
TEST = re.compile(r"`(tests/[\w/.]+)::(\w+)`")


def setup(app):
    app.connect("builder-inited", _write_pages)
    return {"parallel_read_safe": True}


def _write_pages(app) -> None:
    source = Path(app.srcdir)
    maps = sorted((PACKAGE / "papers").glob("*/equations.md"))
    for path in maps:
        _write(source / "papers" / f"{path.parent.name}.md", paper_page(path.read_text(encoding="utf-8")))
    named = sorted({module for path in maps for module, _ in FUNCTION.findall(path.read_text(encoding="utf-8"))})
    _write(source / "reference" / "functions.md", functions_page(named))


def paper_page(equations: str) -> str:
    """A map, each row of its table as a paragraph: formulas are too long for a column of a narrow screen."""
    lines = (_equation(line) for line in equations.splitlines() if not _HEAD.match(line))
    return "\n".join(lines) + "\n"


def _equation(line: str) -> str:
    """A row `| Eq. | formula | functions | tests |`, or another line as it is."""
    if not line.startswith("| "):
        return line
    number, formula, functions, tests = (cell.strip() for cell in line.strip("|").split("|"))
    where = FUNCTION.sub(lambda found: f"{{py:obj}}`{found[2]} <{found[1]}.{found[2]}>`", functions)
    tested = TEST.sub(lambda found: f"`{found[2]}` in `{found[1]}`", tests)
    title = f"Eq. {number}" if number.isdigit() else number
    return f"**{title}**\n: `{formula}`\n: computed by {where}\n: tested by {tested}\n"


def functions_page(modules: list[str]) -> str:
    """The documentation of all modules that contain an equation of a paper."""
    head = (
        "# Functions of the papers\n\n"
        "Every module that contains an equation of one of the papers, from the bottom of the package to its top. "
        "Functions take one point; `jax.vmap` makes batches of them.\n"
    )
    order = ("particles", "matter", "rates", "universe", "production", "probes", "papers")
    ranked = sorted(modules, key=lambda name: (_rank(name, order), name))
    return head + "".join(
        f"\n## {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n   :members:\n   :undoc-members:\n```\n"
        for name in ranked
    )


def _rank(module: str, order: tuple[str, ...]) -> int:
    folder = module.split(".")[1]
    return order.index(folder) if folder in order else -1


def _write(path: Path, text: str) -> None:
    """Written only where it changed, so that a second build reads only what is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
