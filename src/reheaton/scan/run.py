"""A scan from its plan to its store: begun, or gone on with."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reheaton.errors import InvalidInput, Note
from reheaton.models.registry import find_model
from reheaton.scan.card import read_card
from reheaton.scan.chunk import CODE, MESSAGE
from reheaton.scan.execution import Execution, Solved
from reheaton.scan.executions import execution_of
from reheaton.scan.identity import identity
from reheaton.scan.plan import Plan
from reheaton.scan.planning import plan_of
from reheaton.scan.store import ScanStore, check_packages, open_scan
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

Progress = Callable[[int, int, Solved | None], None]
"""Told how many points are done, how many there are, and the chunk that was done last; None at the beginning."""


def run_scan(
    card: str | Path,
    store: str | Path,
    *,
    resume: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    cluster: str | Path | None = None,
) -> "xarray.Dataset":
    """Solve all points of a card into a store, as `reheaton scan` does, and return the data set of the store.

    With `resume` a store that exists is gone on with: what is done is kept. `workers` is a number of threads of this
    process, by default one for each core; `scheduler` the address of a Dask scheduler, as tcp://127.0.0.1:8786;
    `cluster` a file that describes a cluster, see `scan.cluster_file`. Raises InvalidInput.

    >>> import pathlib, tempfile, reheaton as rh
    >>> card = pathlib.Path(tempfile.mkdtemp()) / "card.yaml"
    >>> _ = card.write_text('''{model: twin-sterile-neutrino, parameters: {m_N: 80 GeV, vev_ratio: 4},
    ...     scan: {m_nu: {from: 1e-11 eV, to: 1e-7 eV, points: 3, spacing: log}}}''')
    >>> data = rh.run_scan(card, card.with_name("scan.zarr"), workers=1)
    >>> data["allowed"].values.tolist()
    [False, True, False]
    """
    check_packages()
    read = read_card(Path(card))
    plan, path = plan_of(read, find_model(read.model)), Path(store)
    with execution_of(workers, scheduler, cluster, lambda note: warnings.warn(note, Note, stacklevel=2)) as execution:
        run_plan(plan, path, resume=resume, execution=execution)
    return open_scan(path)


def run_plan(
    plan: Plan, path: Path, *, resume: bool = False, execution: Execution, progress: Progress = lambda *_: None
) -> None:
    """Solve all points of a plan that are not yet in a store.

    Raises InvalidInput if there is something under that name and `resume` is not set, or it is of another scan.
    """
    made_from = identity(plan)
    if path.exists() and not resume:
        raise InvalidInput(f"{path} exists: give --resume to go on with it, or another name.")
    if path.exists():
        store = ScanStore.resume(path, plan, made_from)
        with store.writing():
            missing = store.missing()
            progress(_done(plan, missing), plan.count, None)
            _finish(plan, store, missing, execution, progress)
        return
    progress(0, plan.count, None)
    first = _first_with_answers(plan, execution)
    store = ScanStore.create(path, plan, first.data, made_from)
    with store.writing():
        store.write(first.chunk, first.data)
        progress(_size(plan, first.chunk), plan.count, first)
        _finish(plan, store, store.missing(), execution, progress)


def _first_with_answers(plan: Plan, execution: Execution) -> Solved:
    """The first chunk with a point that can be used: it shows which variables there are."""
    reason = ""
    for chunk in range(plan.chunks):
        for solved in execution(plan, [chunk]):
            if np.any(solved.data[CODE].values != Outcome.INVALID):
                return solved
            reason = reason or bytes(solved.data[MESSAGE].values.ravel()[0]).decode()
    raise InvalidInput(f"no point of the scan can be used; the first: {reason}")


def _finish(plan: Plan, store: ScanStore, missing: list[int], execution: Execution, progress: Progress) -> None:
    done = _done(plan, missing)
    for solved in execution(plan, missing):
        store.write(solved.chunk, solved.data)
        done += _size(plan, solved.chunk)
        progress(done, plan.count, solved)


def _done(plan: Plan, missing: list[int]) -> int:
    return plan.count - sum(_size(plan, chunk) for chunk in missing)


def _size(plan: Plan, chunk: int) -> int:
    return int(np.prod([part.stop - part.start for part in plan.block(chunk)]))
