"""A figure together with the numbers in it, and the style that all figures share.

Figures are made with `matplotlib.figure.Figure`, never with pyplot: no global state and no display needed.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import matplotlib
from cycler import cycler
from matplotlib.figure import Figure

from reheaton.backend.whole_file import whole_file
from reheaton.errors import InvalidInput
from reheaton.version import __version__

OKABE_ITO: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")
"""Colours that people with any common colour vision tell apart (Okabe and Ito 2008); yellow last, as it is faint."""

_DPI, _DPI_SHOWN = 200, 120
"""Dots per inch in files, and in notebooks."""
_METADATA: Final[Mapping[str, dict[str, Any]]] = {"png": {"Software": None}, "pdf": {"CreationDate": None}}
"""Suffixes of pictures, and what is left out of each: equal numbers give equal files."""

_STYLE: Final[dict[Any, Any]] = {
    "axes.prop_cycle": cycler(color=OKABE_ITO),
    "axes.labelsize": 12,
    "axes.titlesize": 12,
    "axes.linewidth": 0.8,
    "figure.figsize": (6.4, 4.4),
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "font.family": "serif",
    "font.serif": ["STIXGeneral", "DejaVu Serif"],
    "mathtext.fontset": "stix",
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "lines.linewidth": 1.6,
    "pdf.fonttype": 42,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.minor.visible": True,
    "ytick.minor.visible": True,
}


@dataclass(frozen=True)
class Table:
    """Numbers behind a picture: column names with units as in `T [GeV]`, rows, and what they mean."""

    columns: tuple[str, ...]
    rows: Iterable[Iterable[Any]] = field(repr=False)
    comment: str = field(repr=False)

    def save(self, path: Path) -> None:
        """Write CSV: '#' lines with version and meaning, a line of column names, the rows."""
        with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
            file.write(f"# reheaton {__version__}\n")
            file.writelines(f"# {line}\n" for line in self.comment.splitlines())
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns)
            for row in self.rows:
                cells = [_cell(value) for value in row]
                if len(cells) != len(self.columns):
                    raise ValueError(f"a row of {path.name} has {len(cells)} cells for {len(self.columns)} columns")
                writer.writerow(cells)


@dataclass(frozen=True)
class Drawing:
    """A figure and the tables of the numbers drawn in it, by name. A notebook shows the picture that `save` writes."""

    figure: Figure
    tables: Mapping[str, Table] = field(default_factory=dict)

    def save(self, directory: Path, stem: str, main: str | None = None) -> list[Path]:
        """Write stem.png, stem.pdf and stem-NAME.csv for each table, but stem.csv for the table `main`.

        Returns the paths. The files carry no date, so that equal numbers give equal files.
        """
        pictures = [self._save_picture(directory / f"{stem}.{suffix}") for suffix in _METADATA]
        return pictures + self._save_tables(directory, stem, main)

    def save_as(self, path: Path) -> list[Path]:
        """Write one picture, .png or .pdf by its suffix, and beside it the tables as `save` does.

        Returns the paths. Raises InvalidInput for another suffix.
        """
        if path.suffix.lower().removeprefix(".") not in _METADATA:
            raise InvalidInput(f"{path.name} is no name of a picture: its suffix must be .png or .pdf.")
        return [self._save_picture(path), *self._save_tables(path.parent, path.stem, None)]

    def _repr_png_(self) -> bytes:
        """The picture for notebooks, which would show `figure` in a style of their own."""
        picture = io.BytesIO()
        with house_style():
            self.figure.savefig(picture, format="png", dpi=_DPI_SHOWN, metadata=_METADATA["png"])
        return picture.getvalue()

    def _save_picture(self, path: Path) -> Path:
        suffix = path.suffix.lower().removeprefix(".")
        with house_style(), whole_file(path) as partial:
            self.figure.savefig(partial, format=suffix, dpi=_DPI, metadata=_METADATA[suffix])
        return path

    def _save_tables(self, directory: Path, stem: str, main: str | None) -> list[Path]:
        paths = []
        for name, table in self.tables.items():
            paths.append(directory / (f"{stem}.csv" if name == main else f"{stem}-{name}.csv"))
            table.save(paths[-1])
        return paths


@contextmanager
def house_style() -> Iterator[None]:
    """The style of all figures, within a `with` block; matplotlib's own settings are untouched outside."""
    with matplotlib.rc_context(_STYLE):
        yield


def _cell(value: Any) -> str:
    value = value.item() if hasattr(value, "item") else value
    return f"{value:.10g}" if isinstance(value, float) else str(value)
