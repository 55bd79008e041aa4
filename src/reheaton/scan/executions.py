"""Who solves a scan: threads of this process, a scheduler that runs, or a cluster that is started for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reheaton.errors import InvalidInput
from reheaton.models.run_settings import thread_count
from reheaton.scan.execution import Execution, on_threads


@contextmanager
def execution_of(
    workers: int | None, scheduler: str | None, cluster: str | Path | None, note: Callable[[str], None]
) -> Iterator[Execution]:
    """The execution that a user asks for; without anything, a thread for each core of this machine.

    `note` is told what workers elsewhere have to say. Raises InvalidInput.
    """
    if sum(given is not None for given in (workers, scheduler, cluster)) > 1:
        raise InvalidInput("workers, scheduler and cluster exclude each other: give one of them.")
    if scheduler is None and cluster is None:
        yield on_threads(thread_count(workers, "workers"))
        return
    from reheaton.scan.cluster import client_of, on_dask
    from reheaton.scan.cluster_file import client_of_cluster, read_cluster_file

    opened = client_of_cluster(read_cluster_file(Path(cluster))) if cluster is not None else client_of(scheduler or "")
    with opened as client:
        yield on_dask(client, note)
