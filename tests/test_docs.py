"""The documentation: every block of code in it is run, and no public name is missing. README is its first page."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import reheaton
from reheaton.cli.main import app

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
RUN_AT_BUILD = {"{code-cell}", "{command-output}"}
SHOWN = {
    "{literalinclude}",
    "{include}",
    "{toctree}",
    "{eval-rst}",
    "{bibliography}",
    "{math}",
    "{figure}",
    "{note}",
    "{warning}",
}
TYPED_ELSEWHERE = {"console", "text"}
"""Output of programs, and commands that cannot run at build; `test_commands_exist` checks their options."""


def fences(path: Path) -> list[tuple[str, str]]:
    """The kind and the text of each fenced block."""
    found = re.findall(
        r"^(`{3,}|:{3,})([^\n`]*)\n(.*?)^\1\s*$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [((info.split() or [""])[0], text) for _, info, text in found]


def commands() -> list[str]:
    """Every command line that README or a page shows and the build does not run."""
    readme = re.findall(r"^    (reheaton [^#\n]*)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    blocks = "\n".join(text for page in PAGES for kind, text in fences(page) if kind == "console")
    return readme + re.findall(r"^\$ (reheaton .*?)(?:\s+#.*)?$", blocks.replace("\\\n", " "), re.MULTILINE)


def test_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 70


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_every_block_of_a_page_is_run(page):
    assert {kind for kind, _ in fences(page)} <= RUN_AT_BUILD | SHOWN | TYPED_ELSEWHERE


@pytest.mark.parametrize("line", commands())
def test_commands_exist(line):
    """Command, arguments and options; nothing is computed."""
    name, *arguments = shlex.split(line)[1:]
    command = typer.main.get_command(app).commands[name]  # pyright: ignore[reportAttributeAccessIssue]
    assert command.make_context(name, arguments).params


def test_every_public_name_is_on_the_page_of_the_interface():
    shown = re.findall(
        r"^\.\. auto\w+:: reheaton\.(\w+)", (DOCS / "reference" / "api.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(shown) == sorted(set(reheaton.__all__) - {"__version__"})


def test_links_of_readme_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(links) > 10
    assert [link for link in links if not link.startswith("https://") and not (ROOT / link).exists()] == []


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    """Every cell and every command of every page runs; an error in one of them, or a warning, stops the build."""
    for module in ("sphinx", "myst_nb", "furo", "classy", "camb", "primat", "cobaya"):
        pytest.importorskip(module, reason="make test-all installs what the site is built with")
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-b", "html", str(DOCS), str(tmp_path)]
    result = subprocess.run(build, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-4000:]
