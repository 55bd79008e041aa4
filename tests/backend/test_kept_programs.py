"""Compiled programs on disk: loaded without tracing, the same numbers, and never one that was made of anything else."""

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
import warnings

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import reheaton
from reheaton import own_code
from reheaton.backend import kept_programs
from reheaton.backend.cache_folder import keep
from reheaton.backend.kept_kernels import note_useless
from reheaton.backend.kept_programs import KeptPrograms
from reheaton.errors import Note

traced = []


def decayed(power, x, widths):
    """exp(-sum of widths) x^power, with a loop as in an integration."""
    traced.append(power)
    total = jax.lax.fori_loop(0, 10, lambda i, t: t + 0.1 * jnp.sum(jnp.sin(widths["N"] + i)), 0.0)
    return {"N": jnp.exp(-total) * x**power, "size": jnp.asarray(x.size)}


def started():
    """The function as a process that starts now has it."""
    return KeptPrograms(decayed, functools.partial(jax.jit, static_argnums=0), (0,))


ARGUMENTS = (3, np.linspace(0.1, 2.0, 5), {"N": np.array([0.3, 0.7])})


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    """A folder of programs, in a process that is the command."""
    monkeypatch.setattr(own_code, "_process", own_code._Process(is_command=True))
    monkeypatch.setattr(kept_programs, "folder_of_kernels", lambda: tmp_path)
    traced.clear()
    note_useless.cache_clear()
    return tmp_path


def files(folder):
    return sorted(folder.glob("*.program"))


def same(found, other):
    return all(np.array_equal(found[name], other[name]) and found[name].dtype == other[name].dtype for name in other)


def test_a_second_process_neither_traces_nor_compiles(folder):
    """To the last bit: it is the same machine code."""
    usual = jax.jit(decayed, static_argnums=0)(*ARGUMENTS)
    traced.clear()
    first = started()(*ARGUMENTS)
    assert traced == [3] and len(files(folder)) == 1
    compiled = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, *_, **__: compiled.append(event) if "compile" in event or "trace" in event else None
    )
    second = started()
    assert same(second(*ARGUMENTS), first) and same(first, usual)
    assert same(second(*ARGUMENTS), first)
    assert traced == [3] and compiled == []


def test_other_arguments_have_programs_of_their_own(folder):
    """Static values, shapes, types and structures. Other numbers have the same."""
    power, x, widths = ARGUMENTS
    program = started()
    program(*ARGUMENTS)
    moved = program(power, 2.0 * x, {"N": np.array([0.1, 0.2])})
    assert len(files(folder)) == 1
    assert same(moved, jax.jit(decayed, static_argnums=0)(power, 2.0 * x, {"N": np.array([0.1, 0.2])}))
    for other in (
        (2, x, widths),
        (power, x[:4], widths),
        (power, x.astype(int), widths),
        (power, x, {**widths, "M": np.array([1.0])}),
        (power, jnp.asarray(1.0) * 2, widths),
    ):
        before = len(files(folder))
        expected = jax.jit(decayed, static_argnums=0)(*other)
        assert same(started()(*other), expected) and same(started()(*other), expected)
        assert len(files(folder)) == before + 1


class Course(eqx.Module):
    """What functions of this package return: numbers, and what is fixed; equinox knows it from what is left out."""

    T: jax.Array
    rest: jax.Array | None
    names: tuple[str, ...] = eqx.field(static=True)


def course(x):
    return [Course(2.0 * x, None, ("sm", "twin")), (x, {"b": x, "a": -x})]


def test_objects_come_back_whole(folder):
    x = np.arange(3.0)
    for _ in range(2):
        found, (same_x, named) = KeptPrograms(course, jax.jit, ())(x)
        assert isinstance(found, Course) and (found.names, found.rest) == (("sm", "twin"), None)
        assert np.array_equal(found.T, 2.0 * x) and np.array_equal(same_x, x)
        assert np.array_equal(named["a"], -x) and np.array_equal(named["b"], x)
    assert len(files(folder)) == 1


def test_a_damaged_program_is_made_again_without_a_word(folder):
    first = started()(*ARGUMENTS)
    (file,) = files(folder)
    whole = file.read_bytes()
    for damaged in (whole[:1000], b"", b"\0" * len(whole)):
        file.write_bytes(damaged)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert same(started()(*ARGUMENTS), first)
        assert len(file.read_bytes()) > len(whole) // 2
        traced.clear()
        started()(*ARGUMENTS)
        assert traced == []


def test_what_is_no_program_costs_one_note(folder):
    """A whole file that XLA cannot use, as one of another processor."""
    first = started()(*ARGUMENTS)
    (file,) = files(folder)
    for contents in (b"no program", b"\x80\x05N."):
        note_useless.cache_clear()
        keep(file, contents)
        with pytest.warns(Note, match="cannot be used on this machine") as said:
            assert same(started()(*ARGUMENTS), first)
        assert len(said) == 1
    traced.clear()
    started()(*ARGUMENTS)
    assert traced == []


def test_a_folder_that_cannot_be_written_costs_one_note(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(kept_programs, "folder_of_kernels", lambda: tmp_path / "file" / "jax")
    with pytest.warns(Note, match="results are not kept") as said:
        found = [started()(*ARGUMENTS), started()(*ARGUMENTS)]
    assert len(said) == 1 and same(*found)


def test_a_program_that_cannot_be_written_down_is_left_to_jax(folder, monkeypatch):
    def refuse(_):
        raise ValueError("Compilation does not support serialization")

    with monkeypatch.context() as changed:
        changed.setattr(kept_programs._written, "serialize", refuse)
        first = started()(*ARGUMENTS)
    (file,) = files(folder)
    before = file.read_bytes()
    program = started()
    assert same(program(*ARGUMENTS), first) and same(program(*ARGUMENTS), first)
    assert file.read_bytes() == before


@pytest.mark.parametrize("reason", ["user", "jax's cache", "old jax", "devices", "changed source"])
def test_where_it_is_not_possible_nothing_is_kept(folder, monkeypatch, reason):
    if reason == "user":
        own_code.others_are_loaded()
    elif reason == "jax's cache":
        monkeypatch.setattr(kept_programs, "folder_of_kernels", lambda: None)
    elif reason == "old jax":
        monkeypatch.setattr(kept_programs, "_written", None)
    elif reason == "devices":
        monkeypatch.setattr(jax, "devices", lambda: [1, 2])
    else:
        monkeypatch.setattr(kept_programs, "source_has_changed", lambda: True)
    assert same(started()(*ARGUMENTS), jax.jit(decayed, static_argnums=0)(*ARGUMENTS))
    assert files(folder) == []


def test_threads_that_arrive_together_share_one_program(folder):
    program, together, found = started(), threading.Barrier(4), []

    def call():
        together.wait()
        found.append(program(*ARGUMENTS))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert traced == [3] and all(same(one, found[0]) for one in found)


COMMAND = """
import sys
from reheaton.cli import main
from reheaton.models import compiled
evolve, calls = compiled.evolve, []
compiled.evolve = lambda *args, **more: calls.append(1) or evolve(*args, **more)
try:
    main.main()
finally:
    print(len(calls), file=sys.stderr)
"""


def command(cache, *arguments, **settings):
    """Observables of a process of the command, and how often it traced an integration."""
    run = [sys.executable, "-c", COMMAND, "run", *arguments, "--json"]
    environment = os.environ | {"REHEATON_CACHE_DIR": str(cache), **settings}
    done = subprocess.run(run, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["observables"], int(done.stderr)


@pytest.mark.slow
def test_a_changed_source_is_traced_again(tmp_path):
    """Omega h^2 is doubled in a copy of the package: the number doubles, to rounding."""
    copy = tmp_path / "reheaton"
    shutil.copytree(reheaton.__path__[0], copy, ignore=shutil.ignore_patterns("__pycache__"))
    point, place = ("dodelson-widrow", "-s", "m_s=7", "-s", "sin2_2theta=1e-9"), {"PYTHONPATH": str(tmp_path)}
    first, traced = command(tmp_path / "cache", *point, **place)
    assert traced == 1
    assert command(tmp_path / "cache", *point, **place) == (first, 0)
    file = copy / "probes" / "sterile_dark_matter.py"
    text = file.read_text()
    assert text.count('"Omega_h2": Omega_h2') == 1
    file.write_text(text.replace('"Omega_h2": Omega_h2', '"Omega_h2": 2.0 * Omega_h2'))
    changed, traced = command(tmp_path / "cache", *point, **place)
    assert traced == 1 and changed["Omega_h2"] == pytest.approx(2.0 * first["Omega_h2"], rel=1e-12)


MODEL = """
import reheaton as rh
import helper

class Box(rh.Model):
    T_dec: float = rh.parameter("GeV", "where the photons part", default=1.0, minimum=0.1, maximum=10.0)

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=helper.g)))
        contact = rh.Contact("sm", "hidden", until=self.T_dec)
        return rh.Universe([rh.standard_model(), hidden], contacts=[contact], start=20.0)

    def probes(self):
        return [rh.DarkRadiation("hidden")]
"""


@pytest.mark.slow
def test_a_model_of_a_user_is_always_traced(tmp_path):
    """Delta N_eff is proportional to the number of states, which stands in a file beside that of the model."""
    (tmp_path / "model.py").write_text(MODEL)
    found = []
    for states in (2, 1):
        (tmp_path / "helper.py").write_text(f"g = {states}\n")
        observables, traced = command(tmp_path / "cache", f"{tmp_path}/model.py:Box", PYTHONPATH=str(tmp_path))
        assert traced == 1
        found.append(observables["delta_N_eff_cmb"])
    assert list((tmp_path / "cache" / "jax").glob("*.kernel")) and not list((tmp_path / "cache").rglob("*.program"))
    assert found[0] != pytest.approx(found[1], rel=0.3)
