"""Write points.json anew, after a deliberate change of a number: python tests/golden/make_points.py

The points themselves, `given`, are kept: edit them in the file. The change of the file shows which numbers moved.
"""

import json
from pathlib import Path

from reheaton.models.registry import find_model

FILE = Path(__file__).parent / "points.json"
DIGITS = 12
"""Significant digits that are kept: more than are compared."""


def solved(point: dict) -> dict:
    """The same point with its numbers of today."""
    result = find_model(point["model"])(**point["given"]).solve()
    return {
        "model": point["model"],
        "given": point["given"],
        "observables": {name: rounded(value) for name, value in result.observables.items()},
        "limits": {limit.name: rounded(limit.margin) for limit in result.limits},
        "flags": [flag.name for flag in result.flags],
    }


def rounded(value: float) -> float | bool:
    return value if isinstance(value, bool) else float(f"{value:.{DIGITS - 1}e}")


def text(points: list[dict]) -> str:
    """One line per entry of a point, so that a difference of two files can be read."""
    blocks = [",\n".join(f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in point.items()) for point in points]
    return "[\n" + ",\n".join(f" {{\n{block}\n }}" for block in blocks) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(text([solved(point) for point in json.loads(FILE.read_text(encoding="utf-8"))]), encoding="utf-8")
