"""Descriptions of clusters become the job scripts of their batch systems."""

import os
from pathlib import Path

import pytest
from tests.scan.test_run import files

import reheaton as rh
from reheaton.errors import Note
from reheaton.scan.cluster_file import cluster_of, read_cluster_file
from reheaton.scan.execution import on_threads
from reheaton.scan.run import run_plan

EXAMPLES = Path(__file__).parents[2] / "examples" / "clusters"


@pytest.fixture
def script():
    """The job script of a file, without submitting it."""

    def made(path):
        with cluster_of(read_cluster_file(path)) as cluster:
            return cluster.job_script()

    return made


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("slurm", ["#SBATCH -p short", "#SBATCH -A cosmology", "#SBATCH -t 02:00:00", "#SBATCH --cpus-per-task=4",
                   "#SBATCH --constraint=avx2", "--nworkers 4", "--nthreads 1", "REHEATON_CACHE_DIR"]),
        ("pbs", ["#PBS -q workq", "#PBS -A cosmology", "#PBS -l walltime=02:00:00", "ncpus=4", "--nworkers 4"]),
        ("htcondor", ["MY.DaskWorkerCores = 1", "MY.DaskWorkerMemory = 2000000000", "getenv = True",
                      "+MaxRuntime = 7200", "Queue"]),
    ],
)  # fmt: skip
def test_job_scripts_of_the_examples(script, name, expected):
    text = script(EXAMPLES / f"{name}.yaml")
    assert [line for line in expected if line not in text] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 1", "is no description of a cluster"),
        ("system: slurm\njobs: 2\n", "`memory:` is missing"),
        ("system: slrm\njobs: 2\nmemory: 1 GB\n", "(line 1): system = 'slrm'"),
        ("system: slurm\njobs: 0\nmemory: 1 GB\n", "(line 2): jobs = 0"),
        ("system: slurm\njob: 2\nmemory: 1 GB\n", "(line 2): 'job' is not a key of a cluster: did you mean 'jobs'?"),
        ("system: slurm\njobs: 2\nmemory: 1 GB\ndisk: 1 GB\n", "(line 4): disk has a meaning for htcondor alone"),
        ("system: htcondor\njobs: 2\nmemory: 1 GB\nqueue: a\n", "(line 4): queue has no meaning for htcondor"),
        ("system: htcondor\njobs: 2\nmemory: 1 GB\ndirectives: [a]\n", "(line 4): 'a' is not of the form name = value"),
        ("system: pbs\njobs: 2\nmemory: 1 GB\nwalltime: '2 h'\n", "(line 4): walltime = '2 h' is not of the form HH"),
    ],
)
def test_wrong_descriptions(refuses, plan, scan_card, tmp_path, text, expected):
    (tmp_path / "cluster.yaml").write_text(text)
    card = scan_card("scan: {a: [1, 2]}")
    assert expected in refuses("scan", card, "-o", tmp_path / "s.zarr", "--cluster", tmp_path / "cluster.yaml")


def test_a_batch_system_that_is_not_there(refuses, scan_card, tmp_path, monkeypatch):
    """Without sbatch nothing can be submitted."""
    monkeypatch.setenv("PATH", str(tmp_path))
    said = refuses("scan", scan_card("scan: {a: [1]}"), "-o", tmp_path / "s.zarr", "--cluster", EXAMPLES / "slurm.yaml")
    assert "--cluster: sbatch is not on this machine" in said


@pytest.fixture
def batch_system(tmp_path, monkeypatch):
    """Puts commands of Slurm on the path: `sbatch` does what it is told here, `scancel` ends all jobs."""

    def install(sbatch):
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, lines in (("sbatch", sbatch), ("scancel", f"kill $(cat {tmp_path}/jobs)")):
            (folder / name).write_text(f"#!/bin/sh\n{lines}\n")
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        (tmp_path / "cluster.yaml").write_text("system: slurm\njobs: 2\nmemory: 4 GB\ninterface: lo\n")
        return tmp_path / "cluster.yaml"

    return install


def test_jobs_that_are_refused(refuses, scan_card, batch_system, tmp_path):
    file = batch_system("echo 'sbatch: error: invalid partition' >&2; exit 1")
    said = refuses("scan", scan_card("scan: {a: [1]}"), "-o", tmp_path / "s.zarr", "--cluster", file)
    assert "the jobs cannot be submitted" in said and "invalid partition" in said


@pytest.mark.slow
def test_a_scan_on_a_cluster_that_it_starts(scan_card, plan, batch_system, tmp_path):
    """Jobs are run at once in the background, as a batch system without a queue would."""
    file = batch_system(f'sh "$1" >/dev/null 2>&1 & echo $! >> {tmp_path}/jobs; echo Submitted batch job $!')
    card = "scan: {a: {from: 1, to: 1000, points: 600, spacing: log}, outputs: [product]}"
    run_plan(plan(card), tmp_path / "whole.zarr", execution=on_threads(1))
    with pytest.warns(Note, match="the scheduler has no workers yet"):
        rh.run_scan(scan_card(card), tmp_path / "s.zarr", cluster=file)
    assert files(tmp_path / "s.zarr") == files(tmp_path / "whole.zarr")
    assert len((tmp_path / "jobs").read_text().split()) == 2
