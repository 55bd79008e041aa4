"""The settings of a solved point as text: in LaTeX for a picture, by name for a table."""

from collections.abc import Collection
from typing import Any

from reheaton.models.result import Result


def settings_text(result: Result, *, latex: bool, without: Collection[str] = ()) -> str:
    """Parameters and options of one point that have an effect, "name = value unit", separated by commas.

    `latex`: parameters by their symbol where they have one, and powers of ten. Otherwise every name and value is what
    `reheaton run` accepts. `without` names settings that are left out.
    """
    shown = []
    for name, value in result.settings.items():
        if value is None or name in without:
            continue
        unit = f" {result.units[name]}" if result.units.get(name) else ""
        symbol = f"${result.symbols[name]}$" if latex and name in result.symbols else name
        shown.append(f"{symbol} = {_written(value, latex)}{unit}")
    return ", ".join(shown)


def number_in_latex(value: float) -> str:
    """A number with six digits, in LaTeX with its dollar signs: "30" or "$1.5\\times10^{-7}$"."""
    digits, _, exponent = f"{value:g}".partition("e")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return f"${power}$" if digits == "1" else f"${digits}\\times{power}$"


def _written(value: Any, latex: bool) -> str:
    if not isinstance(value, float):
        return str(value)
    return number_in_latex(value) if latex else f"{value:g}"
