"""What a benchmark measured: a table for a reader, and lines of a file that is kept."""

import csv
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

import reheaton

KEPT: Final = Path(__file__).parents[1] / "results" / "history.csv"
"""A line for each number that was ever measured with --store."""


@dataclass(frozen=True)
class Circumstances:
    """Of what, when and where numbers were measured."""

    measured: str
    """Date and time (UTC)."""
    version: str
    commit: str
    """The last that changed the package that was measured; "+" follows where its files differ from it."""
    committed: str
    processor: str
    cores: int
    load: str
    """Processes that wanted to run in the minute before."""
    python: str
    jax: str
    numpy: str
    scipy: str

    @classmethod
    def now(cls) -> "Circumstances":
        """As they are."""
        commit, _, committed = _git("log", "-1", "--format=%h %cI", "--", ".").partition(" ")
        changed = "+" if _git("status", "--porcelain", "--untracked-files=no", ".") else ""
        load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        return cls(
            f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", reheaton.__version__, commit + changed, committed,
            _processor(), os.cpu_count() or 0, load, platform.python_version(),
            *(version(package) for package in ("jax", "numpy", "scipy")),
        )  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """A number, and how it stands to a baseline of equal accuracy that was measured in the same run."""

    job: str
    value: float
    unit: str
    error: float | None = None
    """Relative error of the result."""
    baseline: str = ""
    ratio: float | None = None
    """Time of the baseline over that of the package."""
    at_most: float | None = None
    """The largest value that meets the target."""
    at_least: float | None = None
    """The smallest ratio that meets the target."""

    @property
    def target(self) -> str:
        """In words; empty where there is none."""
        if self.at_most is not None:
            return f"<= {self.at_most:g} {self.unit}".strip()
        return "" if self.at_least is None else f"ratio >= {self.at_least:g}"

    @property
    def met(self) -> str:
        """Yes or no; empty without a target."""
        if self.at_most is not None:
            return "yes" if self.value <= self.at_most else "no"
        if self.at_least is None:
            return ""
        return "yes" if self.ratio is not None and self.ratio >= self.at_least else "no"

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        error = "" if self.error is None else f"{self.error:.1e}"
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        return self.job, f"{self.value:.3g} {self.unit}".strip(), error, self.baseline, ratio, self.target, self.met


class Summary:
    """All that a script measured."""

    def __init__(self, script: str) -> None:
        self.script, self.circumstances = Path(script).stem, Circumstances.now()
        self.rows: list[Measured] = []

    def add(self, job: str, value: float, unit: str, **more: float | str | None) -> None:
        """Another number; `more` are further fields of `Measured`."""
        self.rows.append(Measured(job, float(value), unit, **more))  # type: ignore[arg-type]

    def finish(self, console: Console, *, store: bool) -> None:
        """Print the table, and append it to the file that is kept."""
        table = Table(title="Summary", title_justify="left")
        for column in ("job", "measured", "error", "baseline", "baseline / reheaton", "target", "met"):
            table.add_column(column)
        for row in self.rows:
            table.add_row(*row.cells())
        console.print(table)
        if store:
            self.append_to(KEPT)

    def append_to(self, path: Path) -> None:
        """Append a line for each number to a CSV file, which is made if it does not exist."""
        names = [field.name for field in (*fields(Circumstances), *fields(Measured))]
        new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*names[:-2], "target", "met", "script"], lineterminator="\n")
            if new:
                writer.writeheader()
            for row in self.rows:
                cells = asdict(self.circumstances) | asdict(row)
                del cells["at_most"], cells["at_least"]
                for name in ("value", "error", "ratio"):
                    cells[name] = "" if cells[name] is None else f"{cells[name]:.4g}"
                writer.writerow(cells | {"target": row.target, "met": row.met, "script": self.script})


def _processor() -> str:
    """The model as Linux names it, or what Python knows."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor()


def _git(*command: str) -> str:
    """What git says in the folder of the package; empty where there is none."""
    done = subprocess.run(
        ["git", *command], cwd=Path(reheaton.__file__).parent, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
