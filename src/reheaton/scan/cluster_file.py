"""Clusters that a scan starts for itself: a YAML file says which batch system, and what to ask of it.

    system: slurm            # slurm, pbs or htcondor
    jobs: 8                  # how many jobs with workers are submitted
    cores: 4                 # of each job, all with a worker of their own
    memory: 4 GB             # of each job
    walltime: "02:00:00"
    queue: short
    account: cosmology
    disk: 1 GB               # htcondor
    directives: ["--constraint=avx2"]           # further lines of the job script, as the system writes them
    prologue: ["source ~/reheaton/bin/activate"]   # shell commands before the worker starts

dask-jobqueue writes the job script and submits it. Workers that end with their job are replaced.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from reheaton.backend.optional import optional_package
from reheaton.errors import InvalidInput, did_you_mean, in_one_line, quoted, shortened
from reheaton.scan.strict_yaml import read_yaml

_LONGEST: Final = 300
"""Characters that are repeated of what a batch system says."""
_CLASSES: Final = {"slurm": "SLURMCluster", "pbs": "PBSCluster", "htcondor": "HTCondorCluster"}


class ClusterFile(BaseModel):
    """What a file of a cluster may hold."""

    model_config = ConfigDict(extra="forbid")

    system: Literal["slurm", "pbs", "htcondor"]
    jobs: StrictInt = Field(ge=1, le=10_000)
    cores: StrictInt = Field(default=1, ge=1, le=1000)
    memory: StrictStr
    walltime: StrictStr | None = None
    queue: StrictStr | None = None
    account: StrictStr | None = None
    disk: StrictStr | None = None
    interface: StrictStr | None = None
    """The network over which workers and scheduler talk, as ib0."""
    directives: list[StrictStr] = Field(default_factory=list)
    prologue: list[StrictStr] = Field(default_factory=list)

    def options(self) -> dict[str, Any]:
        """The arguments of the class of dask-jobqueue."""
        found: dict[str, Any] = {
            "cores": self.cores,
            "memory": self.memory.replace(" ", ""),
            # Kernels of one process are compiled once, and one thread of it computes.
            "processes": self.cores,
            "job_script_prologue": self.prologue,
            "interface": self.interface,
        }
        if self.system == "htcondor":
            pairs = (line.partition("=") for line in self.directives)
            extra = {name.strip(): value.strip() for name, _, value in pairs}
            if self.walltime:
                extra["+MaxRuntime"] = str(_seconds(self.walltime))
            return found | {"disk": (self.disk or "1 GB").replace(" ", ""), "job_extra_directives": extra}
        given = {"walltime": self.walltime, "queue": self.queue, "account": self.account}
        return found | {"job_extra_directives": self.directives, **{k: v for k, v in given.items() if v is not None}}


def read_cluster_file(path: Path) -> ClusterFile:
    """The description in a file. Raises InvalidInput with the line."""
    document = read_yaml(path)
    if not isinstance(document.content, dict):
        raise InvalidInput(f"{document.where()} is no description of a cluster: it needs `system:` and `jobs:`.")
    try:
        found = ClusterFile.model_validate(document.content)
    except ValidationError as error:
        first = min(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
        name = str(first["loc"][0])
        where = document.where((name,))
        if first["type"] == "extra_forbidden":
            hint = did_you_mean(name, ClusterFile.model_fields)
            raise InvalidInput(f"{where}: {quoted(name)} is not a key of a cluster: {hint}") from None
        if first["type"] == "missing":
            raise InvalidInput(f"{where}: `{name}:` is missing.") from None
        raise InvalidInput(f"{where}: {name} = {quoted(first['input'])}: {first['msg']}.") from None
    if found.system == "htcondor":
        unused = [name for name in ("queue", "account") if getattr(found, name) is not None]
        bad = [line for line in found.directives if "=" not in line]
        if unused:
            raise InvalidInput(f"{document.where((unused[0],))}: {unused[0]} has no meaning for htcondor: take it out.")
        if bad:
            raise InvalidInput(f"{document.where(('directives',))}: {quoted(bad[0])} is not of the form name = value.")
    elif found.disk is not None:
        raise InvalidInput(f"{document.where(('disk',))}: disk has a meaning for htcondor alone: take it out.")
    if found.walltime is not None:
        try:
            _seconds(found.walltime)
        except ValueError:
            where = document.where(("walltime",))
            raise InvalidInput(f"{where}: walltime = {quoted(found.walltime)} is not of the form HH:MM:SS.") from None
    return found


def _seconds(walltime: str) -> int:
    hours, minutes, seconds = (int(part) for part in walltime.split(":"))
    return 3600 * hours + 60 * minutes + seconds


def cluster_of(file: ClusterFile) -> Any:
    """The cluster of dask-jobqueue, without jobs; its `job_script()` is what would be submitted.

    Raises InvalidInput.
    """
    jobqueue = optional_package("dask_jobqueue", "scan", "--cluster")
    # Port 0 is any free one.
    scheduler = {"dashboard": False, "dashboard_address": ":0"}
    try:
        return getattr(jobqueue, _CLASSES[file.system])(**file.options(), scheduler_options=scheduler)
    except (ValueError, TypeError, OSError) as error:
        raise InvalidInput(f"--cluster: dask-jobqueue refuses this: {error}.") from None


@contextmanager
def client_of_cluster(file: ClusterFile) -> Iterator[Any]:
    """A client of a new cluster, with its jobs submitted; the cluster ends with the block."""
    distributed = optional_package("distributed", "scan", "--cluster")
    cluster = cluster_of(file)
    try:
        _submit(cluster, file.jobs)
        with distributed.Client(cluster, set_as_default=False) as client:
            yield client
    finally:
        cluster.close()


def _submit(cluster: Any, jobs: int) -> None:
    """Submit jobs and wait until that is done. Raises InvalidInput if they are refused."""
    command = cluster.job_cls.submit_command.split()[0]
    if shutil.which(command) is None:
        raise InvalidInput(f"--cluster: {command} is not on this machine: begin the scan where jobs are submitted.")
    # `cluster.scale` would not wait, so that a refusal would go unseen.
    while len(cluster.worker_spec) < jobs:
        cluster.worker_spec.update(cluster.new_worker_spec())
    try:
        cluster.sync(cluster._correct_state)
    except (OSError, RuntimeError, ValueError) as error:
        failed = optional_package("distributed", "scan", "--cluster").Status.failed
        for job in cluster.workers.values():
            # Otherwise Dask, when it closes the cluster, stops halfway at a job that never began.
            if job.job_id is None:
                job.status = failed
        reason = shortened(in_one_line(str(error)), _LONGEST)
        raise InvalidInput(f"--cluster: the jobs cannot be submitted: {reason}.") from None
