"""Cards of scans for tests: the model `Product` in a file of its own, and plans of cards."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reheaton.models.registry import find_model
from reheaton.scan.card import read_card
from reheaton.scan.plan import Plan
from reheaton.scan.planning import plan_of

MODEL = Path(__file__).parent / "products.py"


@pytest.fixture
def scan_card(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a card for `Product` with these lines below its first, and the model's file beside it."""

    def write(lines: str, name: str = "card.yaml") -> Path:
        (tmp_path / "products.py").write_text(MODEL.read_text())
        path = tmp_path / name
        path.write_text(f"model: products.py:Product\n{lines}\n")
        return path

    return write


@pytest.fixture
def plan(scan_card: Callable[[str], Path]) -> Callable[[str], Plan]:
    """The plan of a card with these lines."""

    def made(lines: str) -> Plan:
        card = read_card(scan_card(lines))
        return plan_of(card, find_model(card.model))

    return made
