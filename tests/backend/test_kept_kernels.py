"""Compiled kernels on disk: used again, replaced if they are damaged, and no trouble if they cannot be kept."""

import json
import os
import subprocess
import sys

import pytest

from reheaton.backend.cache_folder import keep
from reheaton.backend.kept_kernels import KeptKernels
from reheaton.errors import Note

SCRIPT = """
import json, sys, warnings
import jax
import reheaton.backend

compiled = []
jax.monitoring.register_event_listener(lambda event, **_: compiled.append(event) if "cache_misses" in event else None)
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    value = float(jax.jit(lambda x: 2.0 * x + 1.0)(3.0))
    value = float(jax.jit(lambda x: x * x - 1.0)(value))
print(json.dumps([value, len(compiled), [str(one.message) for one in said]]))
"""


def run(folder, **settings):
    """Value, how many kernels were compiled, and warnings, of a process of its own, as JAX reads its settings once."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    environment |= {"REHEATON_CACHE_DIR": str(folder), **settings}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_bytes_come_back(tmp_path):
    kernels = KeptKernels(tmp_path)
    assert kernels.get("jit_f-0123") is None
    kernels.put("jit_f-0123", b"kernel")
    assert kernels.get("jit_f-0123") == b"kernel" and kernels.get("jit_f-4567") is None


def test_damaged_kernels_are_replaced(tmp_path):
    """2 x 3 + 1 = 7, and 7 x 7 - 1 = 48."""
    assert run(tmp_path) == [48.0, 2, []]
    assert run(tmp_path) == [48.0, 0, []]
    files = sorted((tmp_path / "jax").iterdir())
    whole = [file.read_bytes() for file in files]
    assert len(files) == 2 and all(file.suffix == ".kernel" for file in files)
    files[0].write_bytes(whole[0][:100])
    files[1].write_bytes(os.urandom(1000))
    assert run(tmp_path) == [48.0, 2, []]
    assert run(tmp_path) == [48.0, 0, []]
    files[0].write_bytes(b"")
    assert run(tmp_path) == [48.0, 1, []]


def test_a_folder_that_cannot_be_written_costs_one_note(tmp_path):
    (tmp_path / "file").write_text("")
    value, _, said = run(tmp_path / "file")
    assert value == 48.0
    assert said == [f"results are not kept: {tmp_path / 'file'} cannot be written (Not a directory)."]


@pytest.mark.parametrize("settings", [{"JAX_COMPILATION_CACHE_DIR": "mine"}, {"JAX_COMPILATION_CACHE_MAX_SIZE": "0"}])
def test_settings_of_the_user_stay_with_jax(tmp_path, settings):
    if "JAX_COMPILATION_CACHE_DIR" in settings:
        settings = {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / "mine")}
    value, *_ = run(tmp_path, **settings)
    assert value == 48.0 and not list(tmp_path.rglob("*.kernel"))


def test_kernels_that_cannot_be_used_cost_one_note(tmp_path):
    """A processor whose kernels JAX refuses is played: what is given compiles again, and is kept again."""
    kernels = KeptKernels(tmp_path)
    for key in ("jit_f-0123", "jit_g-4567"):
        kernels.put(key, b"kernel")
        assert kernels.get(key) == b"kernel"
    with pytest.warns(Note, match="cannot be used on this machine: every start compiles anew"):
        kernels.put("jit_f-0123", b"kernel")
    kernels.put("jit_g-4567", b"kernel")  # a second warning would fail the test


def test_jax_says_it_of_kernels_that_it_cannot_read(tmp_path):
    """Whole files with contents that are no kernels: JAX warns, compiles, and the note follows."""
    run(tmp_path)
    for file in (tmp_path / "jax").iterdir():
        keep(file, b"no kernel")
    value, compiled, said = run(tmp_path)
    assert (value, compiled) == (48.0, 2)
    assert len([one for one in said if "cannot be used on this machine" in one]) == 1
