"""Stores of many solved points: folders in the format of Zarr, which xarray reads.

A chunk of a scan is a chunk of every variable, in a file of its own, and one process writes them all. A file gets its
name when it is whole, and `code` is written last: where it is not -1, everything else of that chunk is there.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.backend.interrupts import uninterrupted
from reheaton.backend.optional import optional_package
from reheaton.errors import InvalidInput, quoted
from reheaton.scan.chunk import CODE
from reheaton.scan.identity import differences
from reheaton.scan.plan import Plan
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

IDENTITY: Final = "made_from"
"""The attribute that says what a store was made from, see `identity`."""
_PACKAGES: Final = ("xarray", "zarr", "dask.array")
"""What a store is made with; dask comes with the extra `scan`."""
_ORDER: Final = "order_of_variables"
"""The attribute that keeps their order, which Zarr does not."""
_LOCK: Final = ".writing"


def open_scan(path: str | Path) -> "xarray.Dataset":
    """The data set of a store; numbers are read from the disk where they are used.

    Raises InvalidInput if there is no such store, if a part of it is lost, or if xarray or zarr is missing.

    >>> import pathlib, tempfile, reheaton as rh
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> batch = rh.solve_batch(rh.TwinSterileNeutrino, m_N=80, m_nu=[1e-9, 1e-7], vev_ratio=4)
    >>> _ = batch.to_xarray().to_zarr(folder / "two.zarr", zarr_format=2, consolidated=True)
    >>> data = rh.open_scan(folder / "two.zarr")
    >>> dict(data.sizes), data["T_RH"].attrs["units"]
    ({'m_nu': 2}, 'GeV')
    """
    xarray = optional_package("xarray", "scan", "a store")
    optional_package("zarr", "scan", "a store")
    folder = Path(path)
    if not folder.is_dir():
        raise InvalidInput(f"the store {path} cannot be read: there is no such folder.")
    try:
        data = xarray.open_zarr(folder, chunks=None)
    except Exception:  # zarr and numcodecs raise anything for a folder that holds something else
        data = None
    if data is None or "kind" not in data.attrs:
        raise InvalidInput(f"the store {path} cannot be read: it is no folder that `reheaton scan` wrote.")
    # The list of variables is a file of its own: what has no folder any more would be read as NaN, or as "solved".
    for name in data.variables:
        if not (folder / str(name)).is_dir():
            raise InvalidInput(f"the store {path} is damaged: its folder {quoted(str(name))} is missing.")
    order = json.loads(data.attrs.pop(_ORDER, "[]"))
    return data[[name for name in order if name in data.data_vars]] if order else data


def refuse_another(path: Path, data: "xarray.Dataset", made_from: Mapping[str, str], what: str) -> None:
    """Raise InvalidInput if the data set of a store was made from something else; `what` is a scan or a sampling."""
    if changed := differences(json.loads(data.attrs.get(IDENTITY, "{}")), made_from):
        more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise InvalidInput(f"{path} is of another {what}, and cannot be resumed: {changed[0]}{more}.")


@contextmanager
def intact(path: Path) -> Iterator[None]:
    """While numbers of a store are read: what cannot be unpacked becomes InvalidInput. Reading comes after opening."""
    try:
        yield
    except RuntimeError as error:
        raise InvalidInput(f"the store {path} is damaged: {error}.") from None


def check_packages() -> None:
    """Raises InvalidInput if a package is missing without which no store can be made: before points are solved."""
    for name in _PACKAGES:
        optional_package(name, "scan", "a scan")


class ScanStore:
    """The store of a scan, open for writing."""

    def __init__(self, path: Path, plan: Plan) -> None:
        zarr = optional_package("zarr", "scan", "a store")
        self.path, self._plan = path, plan
        group: Any = zarr.open_group(str(path), mode="r+", zarr_format=2)
        self._arrays: dict[str, Any] = dict(group.arrays())
        # Zarr leaves out chunks that hold zeros alone, and reads what is lost as zeros: here they would say "solved".
        with zarr.config.set({"array.write_empty_chunks": True}):
            self._codes: Any = zarr.open_array(str(path / CODE), mode="r+", zarr_format=2)

    @classmethod
    def create(cls, path: Path, plan: Plan, first: "xarray.Dataset", made_from: Mapping[str, str]) -> "ScanStore":
        """A store for all points of a plan, none of them done; `first` is a chunk that shows which variables there are.

        It is made under another name, and gets its own when it is whole.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{path.name[:50]}.partial-", dir=path.parent))
        try:
            template, encoding = _template(plan, first)
            template.attrs |= {_ORDER: json.dumps([str(name) for name in first.data_vars])}
            template.attrs |= {IDENTITY: json.dumps(dict(made_from)), "packages": _packages()}
            # Chunks that hold nothing yet are not written, except for codes.
            template.to_zarr(partial, mode="w", compute=False, zarr_format=2, consolidated=True, encoding=encoding)
            store = cls(partial, plan)
            for name in (*plan.dims, *(plan.draws.names if plan.draws else ())):
                if name in store._arrays:
                    store._arrays[name][...] = _axis(plan, name)
            store._codes[...] = np.full(plan.shape, Outcome.NOT_DONE, dtype=np.int8)
            os.replace(partial, path)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        return cls(path, plan)

    @classmethod
    def resume(cls, path: Path, plan: Plan, made_from: Mapping[str, str]) -> "ScanStore":
        """The store of the same scan that was begun before. Raises InvalidInput if it is of another one."""
        data = open_scan(path)
        refuse_another(path, data, made_from, "scan")
        for left in path.rglob("*.partial"):  # by a process that was killed
            left.unlink(missing_ok=True)
        return cls(path, plan)

    def missing(self) -> list[int]:
        """The chunks that have points that are not done."""
        with intact(self.path):
            codes = np.asarray(self._codes[...])
        return [chunk for chunk in range(self._plan.chunks) if self._is_missing(chunk, codes)]

    def _is_missing(self, chunk: int, codes: np.ndarray) -> bool:
        block = self._plan.block(chunk)
        file = ".".join(str(part.start // size) for part, size in zip(block, self._plan.chunk_shape, strict=True))
        return bool(np.any(codes[block] < 0)) or not (self.path / CODE / file).exists()

    def write(self, chunk: int, data: "xarray.Dataset") -> None:
        """Write a chunk whole: `code` last. Variables that it does not have stay empty."""
        block = self._plan.block(chunk)
        whole = {str(name): v for name, v in data.variables.items() if v.dims == self._plan.dims and name != CODE}
        with uninterrupted():
            for name, variable in whole.items():
                if name in self._arrays:
                    self._arrays[name][block] = variable.values
            self._codes[block] = data[CODE].values

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While this lasts no other process may write. Raises InvalidInput if one does."""
        with (self.path / _LOCK).open("w") as lock:
            if not _locked(lock):
                raise InvalidInput(f"{self.path} is being written by another process.")
            yield


def _locked(lock: Any) -> bool:
    try:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):  # systems and file systems without locks
        return True
    return True


def _template(plan: Plan, first: "xarray.Dataset") -> tuple["xarray.Dataset", dict[str, Any]]:
    """A data set of the whole scan that holds no numbers yet, and how each variable is written."""
    xarray, dask = optional_package("xarray", "scan", "a scan"), optional_package("dask.array", "scan", "a scan")
    lengths = dict(zip(plan.dims, plan.shape, strict=True))
    sizes = dict(zip(plan.dims, plan.chunk_shape, strict=True))
    whole, encoding = {}, {}
    for name, variable in first.variables.items():
        dims = tuple(map(str, variable.dims))
        if not dims:
            whole[name] = variable
            continue
        chunks = tuple(sizes[dim] for dim in dims) if dims == plan.dims else tuple(lengths[dim] for dim in dims)
        shape = tuple(lengths[dim] for dim in dims)
        empty = np.nan if variable.dtype.kind == "f" else np.zeros((), variable.dtype)[()]
        whole[name] = (dims, dask.full(shape, empty, dtype=variable.dtype, chunks=chunks), variable.attrs)
        encoding[name] = {"chunks": chunks}
    coordinates = {name: value for name, value in whole.items() if name in first.coords}
    variables = {name: value for name, value in whole.items() if name not in first.coords}
    return xarray.Dataset(variables, coordinates, first.attrs), encoding


def _axis(plan: Plan, name: str) -> np.ndarray:
    """All values along an axis, or of a parameter that is drawn."""
    for axis in plan.axes:
        if axis.name == name:
            return axis.values
    return plan.draws.part(0, plan.draws.count)[name] if plan.draws else np.zeros(0)


def _packages() -> str:
    """Versions of the packages that compute: others may give other last digits."""
    names = ("jax", "jaxlib", "numpy", "scipy")
    return ", ".join(f"{name} {optional_package(name, 'scan', 'a scan').__version__}" for name in names)
