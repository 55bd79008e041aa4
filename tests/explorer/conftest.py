"""Stores of scans of `Product`, whose observables are known, with points that fail and some that cannot be used."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.command_line import refuses, reheaton
from tests.scan.cards import MODEL, plan, scan_card

from reheaton.models.registry import find_model
from reheaton.scan.card import read_card
from reheaton.scan.execution import on_threads
from reheaton.scan.planning import plan_of
from reheaton.scan.run import run_plan
from reheaton.scan.store import open_scan

if TYPE_CHECKING:
    import xarray

__all__ = ["plan", "refuses", "reheaton", "scan_card"]

# Not defined at b = 7; a above 500 with b above 20 cannot be used.
GRID = """parameters: {T_start: 0.5}
scan:
  a: {from: 1, to: 800, points: 9, spacing: log}
  b: [2, 7, 12, 40]"""
DRAWN = """scan:
  draw: {method: sobol, points: 32, seed: 3}
  a: {from: 1, to: 400, spacing: log}
  b: {from: 1, to: 50}"""
SOLVED = """options: {unused: right}
scan:
  T_start: [0.5, 1]
  derived: {b: 4 * T_start}
  solve: {a: {for: product, equals: 8.0}}"""


@dataclass(frozen=True)
class Scanned:
    """A store, and the model that it was made with, as the command line names it."""

    store: Path
    model: str

    @property
    def data(self) -> "xarray.Dataset":
        return open_scan(self.store)


def _scanned(folder: Path, lines: str) -> Scanned:
    (folder / "products.py").write_text(MODEL.read_text())
    (folder / "card.yaml").write_text(f"model: products.py:Product\n{lines}\n")
    card = read_card(folder / "card.yaml")
    run_plan(plan_of(card, find_model(card.model)), folder / "scan.zarr", execution=on_threads(1))
    return Scanned(folder / "scan.zarr", f"{folder / 'products.py'}:Product")


@pytest.fixture(scope="session")
def grid_scan(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    return _scanned(tmp_path_factory.mktemp("grid"), GRID)


@pytest.fixture(scope="session")
def drawn_scan(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    return _scanned(tmp_path_factory.mktemp("drawn"), DRAWN)


@pytest.fixture(scope="session")
def solved_scan(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    return _scanned(tmp_path_factory.mktemp("solved"), SOLVED)


@pytest.fixture
def text_of() -> Callable[[str, str], str]:
    """The text of an element of a page, by its id."""

    def text(page: str, name: str) -> str:
        return page.partition(f'id="{name}">')[2].partition("</script>")[0]

    return text
