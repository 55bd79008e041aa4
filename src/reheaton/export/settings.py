"""Settings of another code, each with the reason why it is there: as a dictionary, or as text that the code reads."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reheaton.backend.whole_file import write_whole
from reheaton.errors import InvalidInput, did_you_mean, quoted

Value = str | int | float
L_MAX: Final = 2500
"""Highest multipole of C_l that codes are asked for."""


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

    def write_files(self, folder: Path) -> list[str]:
        """Write the files to a folder; their full paths."""
        paths = self.paths(folder)
        for path, text in zip(paths, self.files.values(), strict=True):
            write_whole(path, text)
        return paths

    def paths(self, folder: Path) -> list[str]:
        """The full paths that the files have in a folder."""
        return [str(Path(os.path.abspath(folder), name)) for name in self.files]

    def to_python(self, pattern: str) -> str:
        """A line of a program for each setting, after `pattern` with {name} and {value}, its reason behind it."""
        lines = []
        for setting in self.settings:
            line = pattern.format(name=setting.name, value=python_text(setting.value))
            lines.append(f"    {line}," + (f"  # {setting.why}" if setting.why else ""))
        return "\n".join(lines)

    def to_ini(self) -> str:
        """Lines `name = value`, each with its reason as a comment above."""
        lines = [f"# {line}" for line in self.title.splitlines()]
        for setting in (*self.settings, *self.of_program):
            lines += ["", f"# {setting.why}"] if setting.why else []
            lines.append(f"{setting.name} = {value_text(setting.value)}")
        return "\n".join(lines) + "\n"


def python_text(value: Value) -> str:
    """A value as Python writes it, numbers with the digits that a double has."""
    return repr(float(value)) if isinstance(value, float) else repr(value)


def value_text(value: Value) -> str:
    """A value as an ini file holds it: text without quotation marks."""
    return value if isinstance(value, str) else python_text(value)


def refuse_other(name: str, value: Any, choices: tuple[str, ...]) -> None:
    """Raise InvalidInput for what is none of the choices."""
    if value not in choices:
        raise InvalidInput(f"{name} = {quoted(value)} is not a choice: {did_you_mean(str(value), choices)}")
