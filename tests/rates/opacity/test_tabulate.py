"""Tables of opacities: kept on disk, recomputed if they must be, scaled with the masses, honest about their error."""

import dataclasses
import io
import os

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend.kept_tables import SHIPPED
from reheaton.errors import InvalidInput, Note
from reheaton.numerics.interpolation import resample
from reheaton.particles.fermions import FLAVOURS
from reheaton.rates.opacity import tabulate
from reheaton.rates.opacity.collision_integral import collision_table
from reheaton.rates.opacity.processes import FermionMasses, leptonic_processes, quark_processes
from reheaton.rates.opacity.tabulate import LOG_T, LOG_X, opacity_table

from .direct import COARSE, FINE, direct, summed_by_part

PROCESSES = {"leptonic_processes": 2, "quark_processes": 3}


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Tables of five processes on 12 x 10 nodes in a folder of their own, which is returned."""
    monkeypatch.setattr(tabulate, "LOG_T", np.linspace(np.log(1e-3), np.log(1.0), 12))
    monkeypatch.setattr(tabulate, "LOG_X", np.linspace(np.log(0.1), np.log(10.0), 10))
    for name, count in PROCESSES.items():
        whole = getattr(tabulate, name)
        monkeypatch.setattr(tabulate, name, lambda *given, whole=whole, count=count: whole(*given)[:count])
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "opacity"


class Recorder:
    """Remembers the progress of a calculation."""

    def __init__(self):
        self.fractions = []

    def __call__(self, message, fraction):
        assert message
        self.fractions.append(fraction)


def table_and_progress(flavour="mu", masses=None):
    recorder = Recorder()
    return opacity_table(flavour, masses, recorder), recorder.fractions


def assert_same(a, b):
    for ours, theirs in zip(dataclasses.astuple(a), dataclasses.astuple(b), strict=True):
        np.testing.assert_array_equal(ours, theirs)


# --- the cache ---------------------------------------------------------------------------------------


def test_kept_table_is_the_computed_one(small):
    computed, progress = table_and_progress()
    assert progress[0] == 0.0
    assert progress[-1] == 1.0
    assert np.all(np.diff(progress) > 0.0)
    assert len(progress) == sum(PROCESSES.values()) + 1
    kept, nothing = table_and_progress()
    assert nothing == []
    assert_same(kept, computed)
    assert [file.suffix for file in small.iterdir()] == [".npz"]


def test_other_input_has_another_file(small):
    heavy = dataclasses.replace(FermionMasses(), leptons=dict(FermionMasses().leptons, mu=0.2))
    ours, other_mass, other_flavour = opacity_table("mu"), opacity_table("mu", heavy), opacity_table("e")
    assert len(list(small.iterdir())) == 3
    assert not np.allclose(ours.leptons, other_mass.leptons, rtol=0.01)
    assert not np.allclose(ours.leptons, other_flavour.leptons, rtol=0.01)
    assert_same(opacity_table("mu"), ours)


def test_unknown_flavour_leaves_nothing(small):
    with pytest.raises(InvalidInput, match="did you mean 'mu'"):
        opacity_table("muu")
    assert not small.exists()


def damaged(whole):
    """Contents that are no table any more: cut short, other formats, single bytes in the headers."""
    array_header, zip_directory = whole.index(b"'descr'"), whole.index(b"PK\x01\x02")
    yield from (b"", b"rubbish", b"\x80\x04rubbish", whole[:1000], whole[: len(whole) // 2], whole[:-1])
    # A bracket that never closes; a method of compression that does not exist; an encryption flag.
    for place, byte in ((whole.index(b"}", array_header), 0), (zip_directory + 10, 77), (zip_directory + 8, 1)):
        yield whole[:place] + bytes([byte]) + whole[place + 1 :]
    # A sound file of other arrays, and one array alone.
    other = io.BytesIO()
    np.savez(other, leptons=np.ones((12, 10)), error=0.0)
    yield other.getvalue()
    other = io.BytesIO()
    np.save(other, np.ones(3))
    yield other.getvalue()


def test_damaged_file_is_recomputed(small, monkeypatch):
    table = opacity_table("mu")
    (path,) = small.iterdir()
    whole = path.read_bytes()
    # What is recomputed is known by now.
    monkeypatch.setattr(tabulate, "_compute", lambda parts, progress: progress("again", 1.0) or table)
    for contents in damaged(whole):
        path.write_bytes(contents)
        recomputed, progress = table_and_progress()
        assert progress == [1.0], contents[:40]
        assert_same(recomputed, table)
        assert path.read_bytes() == whole


@pytest.mark.parametrize("failing", ["mkdir", "replace"])
def test_folder_that_cannot_be_written_only_costs_time(small, monkeypatch, tmp_path, failing):
    if failing == "mkdir":
        (tmp_path / "cache").write_text("a file where the folder should be")
    else:

        def refuse(*paths):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "replace", refuse)
    with pytest.warns(Note, match=r"results are not kept: .*cache cannot be written"):
        first, progress = table_and_progress()
    second, again = table_and_progress()  # the note comes once
    assert progress == again
    assert progress[-1] == 1.0
    assert_same(first, second)
    # Nothing half-written stays behind.
    assert failing == "mkdir" or list(small.iterdir()) == []


# --- the numbers -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table_at_points():
    """C of one process at three momenta and four temperatures, compiled once."""
    kernel = jax.jit(lambda *arguments: collision_table(*arguments, COARSE))
    log_x = np.log([0.1, 3.0, 30.0])
    return lambda T, process, factor=1.0: np.asarray(
        kernel(*map(jnp.asarray, (log_x, np.log(T), factor * np.array(process.masses), process.coefficients)))
    )


def test_scaled_masses_are_another_temperature(table_at_points):
    """1e-10: rounding of f m/(f T), magnified by exponents of 100."""
    T, f = np.array([2e-3, 0.03, 0.4, 5.0]), 4.0
    masses = FermionMasses()
    for process in (*leptonic_processes("mu", masses)[1::4], *quark_processes("mu", masses)[::9]):
        here = table_at_points(T, process)
        np.testing.assert_allclose(table_at_points(f * T, process, f), here, rtol=1e-10)


def test_frozen_processes_are_left_out(table_at_points):
    """Zero from m/T = 130 on, where C is below e^-50; the integral itself before."""
    process = next(p for p in leptonic_processes("e", FermionMasses()) if p.name == "mu")
    T = process.masses[0] / np.array([131.0, 129.0, 50.0, 5.0])
    C = table_at_points(T, process)
    assert np.all(C[0] == 0.0)
    assert np.all(C[1] < np.exp(-50.0))
    n = 3 * len(T[1:])
    masses = np.repeat(np.array(process.masses) / T[1:, None], 3, axis=0)
    expected = direct(np.tile([0.1, 3.0, 30.0], 3), masses, np.tile(process.coefficients, (n, 1)))
    np.testing.assert_allclose(C[1:].ravel(), expected, rtol=1e-10)


def at(table, log_T, log_x):
    """The interpolant of a table at pairs of ln T and ln(p/T)."""
    by_T = resample(table, LOG_T[0], LOG_T[1] - LOG_T[0], log_T)
    spacing = LOG_X[1] - LOG_X[0]
    return np.array([resample(row, LOG_X[0], spacing, x[None])[0] for row, x in zip(by_T, log_x, strict=True)])


def test_reported_error_bounds_the_true_one():
    """1.5: the largest error of 200 points is not that of all points; 2000 random ones reach 0.92."""
    table = opacity_table("mu")
    assert 0.0 < table.error < 2e-4
    random = np.random.default_rng(7)
    log_T, log_x = (random.uniform(grid[0], grid[-1], 40) for grid in (LOG_T, LOG_X))
    exact = summed_by_part("mu", np.exp(log_x), np.exp(log_T), FINE)
    for part, C in zip((table.leptons, table.quarks), exact, strict=True):
        assert np.max(np.abs(at(part, log_T, log_x) - C) / sum(exact)) < 1.5 * table.error


# --- what is shipped ---------------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_shipped_tables_are_those_of_this_version(flavour, monkeypatch, tmp_path):
    # With an empty cache and no way to compute, only a shipped file whose fingerprint matches is left.
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(tabulate, "_compute", None)
    table = opacity_table(flavour)
    assert table.error < 2e-4
    assert len(list((SHIPPED / "opacity").glob("*.npz"))) == len(FLAVOURS)
