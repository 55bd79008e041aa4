"""The points of a data set as a table in a file, one row for each, with little memory however many there are."""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.backend.optional import optional_package
from reheaton.backend.whole_file import whole_file
from reheaton.errors import InvalidInput
from reheaton.models.tables import column_name
from reheaton.scan.chunk import MESSAGE
from reheaton.version import __version__

if TYPE_CHECKING:
    import xarray

_ROWS: Final = 4096
"""Most rows that are in memory at once: 60 columns of them take 2 MB, and 8 MB while they are written as text."""


def write_table(data: "xarray.Dataset", path: Path) -> int:
    """Write every point as a row, in C order of the axes, to a .csv or .parquet file; returns how many there are.

    Columns are all coordinates and variables, each with its unit as in "T_RH [GeV]", parameters first and `message`
    last. Numbers are written with all their digits. Raises InvalidInput for another suffix, and if pyarrow is missing
    for Parquet.
    """
    writers = {".csv": _write_csv, ".parquet": _write_parquet}
    if path.suffix.lower() not in writers:
        raise InvalidInput(f"{path.name} is no name of a table: its suffix must be {' or '.join(writers)}.")
    with whole_file(path) as partial:
        return writers[path.suffix.lower()](data, partial)


def columns(data: "xarray.Dataset") -> dict[str, str]:
    """The variables that are columns, and the names of their columns."""
    names = [str(name) for name in (*data.coords, *data.data_vars)]
    last = [name for name in names if name == MESSAGE]
    ordered = [name for name in names if name != MESSAGE] + last
    return {name: column_name(name, str(data[name].attrs.get("units", ""))) for name in ordered}


def _write_csv(data: "xarray.Dataset", path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# reheaton {__version__}\n")
        file.writelines(f"# {name}: {' '.join(str(value).split())}\n" for name, value in data.attrs.items())
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns(data).values())
        rows = 0
        for block in _blocks(data):
            writer.writerows(zip(*(values.tolist() for values in block.values()), strict=True))
            rows += len(next(iter(block.values())))
    return rows


def _write_parquet(data: "xarray.Dataset", path: Path) -> int:
    pyarrow = optional_package("pyarrow", "parquet", "a table in Parquet")
    parquet = optional_package("pyarrow.parquet", "parquet", "a table in Parquet")
    about = {str(name): str(value) for name, value in data.attrs.items()} | {"reheaton": __version__}
    named = columns(data)
    writer, rows = None, 0
    try:
        for block in _blocks(data):
            table = pyarrow.table({named[name]: pyarrow.array(values) for name, values in block.items()})
            table = table.replace_schema_metadata(about)
            writer = writer or parquet.ParquetWriter(path, table.schema)
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def _blocks(data: "xarray.Dataset") -> Iterator[dict[str, np.ndarray]]:
    """All columns for some rows after the others, each (rows,), at most _ROWS of them."""
    sizes = {str(name): size for name, size in data.sizes.items()}
    for places in _slices(sizes):
        block = data.isel(places)
        shape = tuple(block.sizes[name] for name in sizes)
        yield {name: _values(block[name], list(sizes), shape) for name in columns(data)}


def _slices(sizes: dict[str, int]) -> Iterator[dict[str, slice]]:
    """Slices of all axes, in C order: whole inner axes as far as _ROWS allow, and the outer ones piece by piece."""
    pieces, inner = [], 1
    for name, size in reversed(sizes.items()):
        step = max(1, min(size, _ROWS // inner))
        pieces.append([(name, slice(start, min(start + step, size))) for start in range(0, size, step)])
        inner *= step
        # Once an axis is cut, those outside it go one by one: rows of a file are in C order.
        inner = inner if step == size else _ROWS
    return (dict(chosen) for chosen in itertools.product(*reversed(pieces)))


def _values(variable: "xarray.DataArray", axes: list[str], shape: tuple[int, ...]) -> Any:
    """A variable over all axes of a block, in C order; text as Python's own."""
    own = [axis for axis in axes if axis in variable.dims]
    values = np.asarray(variable.transpose(*own).values)
    if values.dtype.kind not in "biuf":
        values = values.astype(object)
    spread = values.reshape([variable.sizes[axis] if axis in own else 1 for axis in axes])
    return np.broadcast_to(spread, shape).ravel()
