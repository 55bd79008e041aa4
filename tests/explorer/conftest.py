"""Stores of scans of `Product`, whose observables are known, with points that fail and some that cannot be used."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.command_line import refuses, reheaton
from tests.scan.cards import plan, scan_card

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


@pytest.fixture
def store(scan_card: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """The store of a card with these lines below its model."""

    def made(lines: str, name: str = "scan.zarr") -> Path:
        card = read_card(scan_card(lines))
        run_plan(plan_of(card, find_model(card.model)), tmp_path / name, execution=on_threads(1))
        return tmp_path / name

    return made


@pytest.fixture
def scanned(store: Callable[[str], Path]) -> Callable[[str], "xarray.Dataset"]:
    """The data set of such a store."""
    return lambda lines: open_scan(store(lines))
