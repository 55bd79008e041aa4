"""Settings of another code, each with the reason why it is there: as a dictionary, or as text that the code reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | int | float


@dataclass(frozen=True)
class Setting:
    """One setting of another code."""

    name: str
    value: Value
    why: str = ""
    """What it is or why it is needed, in one line."""


@dataclass(frozen=True)
class Settings:
    """All settings of another code for one point, and the files that they name."""

    title: str
    """What the settings are for, in one line or several."""
    settings: tuple[Setting, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    """Text of each file that the settings name, by its name."""
    of_program: tuple[Setting, ...] = ()
    """Settings that the code takes from a file only, not from Python."""

    def to_dict(self) -> dict[str, Value]:
        """The settings by name."""
        return {setting.name: setting.value for setting in self.settings}

    def to_ini(self) -> str:
        """Lines `name = value`, each with its reason as a comment above."""
        lines = [f"# {line}" for line in self.title.splitlines()]
        for setting in (*self.settings, *self.of_program):
            lines += ["", f"# {setting.why}"] if setting.why else []
            lines.append(f"{setting.name} = {value_text(setting.value)}")
        return "\n".join(lines) + "\n"


def value_text(value: Any) -> str:
    """A value with the digits that a double has."""
    return repr(float(value)) if isinstance(value, float) else str(value)
