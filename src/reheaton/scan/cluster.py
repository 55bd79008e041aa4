"""Chunks of a scan solved on a cluster, by the workers of a Dask scheduler.

The scheduler is one that runs (`--scheduler tcp://...`), or one that dask-jobqueue starts with workers in a batch
system (`--cluster FILE.yaml`). What is sent to a worker is the card's plan, and for a model in a user's file the text
of that file; what comes back is a data set. Workers need reheaton of the same version, and no common disk.
"""

import asyncio
import concurrent.futures
import functools
import hashlib
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from reheaton.backend.notes import keep_notes, kept_notes
from reheaton.backend.optional import optional_package
from reheaton.errors import InvalidInput, in_one_line, quoted, shortened
from reheaton.models.registry import BUILT_IN, find_model
from reheaton.scan.chunk import solve_chunk
from reheaton.scan.execution import Execution, Solved
from reheaton.scan.identity import package_tables, source_of
from reheaton.scan.plan import Plan
from reheaton.version import __version__

_AHEAD: Final = 2
"""Chunks that are sent for each thread of the cluster: one is solved while the next waits."""
PATIENCE: Final = 10.0
"""How long [s] a scheduler may take to answer."""


@dataclass(frozen=True)
class Parcel:
    """A plan as it is sent: its model by name, or by the text of its file."""

    plan: bytes
    """The plan without its model, pickled."""
    model: str
    """The name that `find_model` knows; for a model in a file the name of the class."""
    source: bytes | None
    version: str
    tables: str
    """Of reheaton where the scan was begun: a worker must have the same."""

    @classmethod
    def of(cls, plan: Plan) -> "Parcel":
        """The parcel of a plan."""
        source = source_of(plan.model)
        where = f"{plan.model.__module__}:{plan.model.__name__}"
        known = next((name for name, place in BUILT_IN.items() if place == where), plan.model.NAME)
        bare = pickle.dumps(replace(plan, model=None))  # pyright: ignore[reportArgumentType]
        name = known if source is None else plan.model.__name__
        return cls(bare, name, source, __version__, package_tables())

    def opened(self) -> Plan:
        """The plan, with its model loaded once in each process.

        Raises InvalidInput if this process would give other answers.
        """
        if self.version != __version__:
            raise InvalidInput(f"a worker has reheaton {__version__}, and not {self.version}: install the same there.")
        if self.tables != package_tables():
            raise InvalidInput(f"a worker has other tables in its reheaton {__version__}: install the same there.")
        return replace(pickle.loads(self.plan), model=_model(self.model, self.source))


@functools.lru_cache(maxsize=16)
def _model(name: str, source: bytes | None) -> Any:
    if source is None:
        return find_model(name)
    stem = f"sent_{hashlib.sha256(source).hexdigest()[:12]}"
    with tempfile.TemporaryDirectory(prefix="reheaton-") as folder:
        path = Path(folder) / f"{stem}.py"
        path.write_bytes(source)
        return find_model(f"{path}:{name}")


@functools.lru_cache(maxsize=4)
def _opened(parcel: Parcel) -> Plan:
    return parcel.opened()


def _solve(parcel: Parcel, chunk: int) -> tuple[Any, str, tuple[str, ...]]:
    """In a worker: the chunk, the worker's address, and what it has to say beside."""
    from distributed import get_worker

    keep_notes()
    data = solve_chunk(_opened(parcel), chunk)
    return data, get_worker().address, kept_notes()


def on_dask(client: Any, note: Callable[[str], None]) -> Execution:
    """Solve on the workers of a client of Dask; `note` is told what they have to say, each thing once."""
    said: set[str] = set()

    def execute(plan: Plan, chunks: Iterable[int]) -> Iterator[Solved]:
        distributed = optional_package("distributed", "scan", "a cluster")
        if not client.nthreads():
            note("the scheduler has no workers yet: the scan begins when one comes.")
        parcel, left = Parcel.of(plan), iter(chunks)
        queue = distributed.as_completed(loop=client.loop)
        waiting: dict[str, int] = {}

        def send() -> None:
            room = _AHEAD * max(1, sum(client.nthreads().values())) - len(waiting)
            for _ in range(room):
                if (chunk := next(left, None)) is None:
                    return
                future = client.submit(_solve, parcel, chunk, pure=False, retries=0, key=_key(parcel, chunk))
                waiting[future.key] = chunk
                queue.add(future)

        try:
            send()
            while waiting:
                future = next(queue)
                chunk = waiting.pop(future.key)
                data, worker, notes = _answer(future)
                future.release()
                for message in notes:
                    if message not in said:
                        said.add(message)
                        note(f"worker {worker}: {message}")
                send()
                yield Solved(chunk, data, worker)
        finally:
            client.cancel(list(queue.futures))

    return execute


def _answer(future: Any) -> Any:
    """What a worker sent back. Raises what it raised, and InvalidInput if there is nobody left to answer."""
    distributed = optional_package("distributed", "scan", "a cluster")
    try:
        return future.result()
    except distributed.KilledWorker as error:
        raise InvalidInput(
            f"a chunk has ended several workers, perhaps for want of memory ({_short(error)});"
            " what is done is kept: go on with --resume."
        ) from None
    except ModuleNotFoundError as error:
        raise InvalidInput(f"a worker cannot run reheaton {__version__}: {error}: install it there.") from None
    except (asyncio.CancelledError, concurrent.futures.CancelledError, OSError) as error:
        raise InvalidInput(
            f"the cluster was lost ({_short(error)}); what is done is kept: go on with --resume."
        ) from None


def _short(error: BaseException) -> str:
    return shortened(in_one_line(str(error)) or type(error).__name__, 200)


def _key(parcel: Parcel, chunk: int) -> str:
    return f"chunk-{chunk}-{hashlib.sha256(parcel.plan).hexdigest()[:8]}"


@contextmanager
def client_of(address: str, patience: float = PATIENCE) -> Iterator[Any]:
    """A client of a running scheduler. Raises InvalidInput if it does not answer."""
    distributed = optional_package("distributed", "scan", "--scheduler")
    if "://" not in address:
        raise InvalidInput(f"--scheduler {quoted(address)} is not an address such as tcp://127.0.0.1:8786.")
    try:
        client = distributed.Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = in_one_line(str(error)).split(":")[0] or "it does not answer"
        raise InvalidInput(f"--scheduler {address} cannot be reached: {reason}.") from None
    with client:
        yield client
