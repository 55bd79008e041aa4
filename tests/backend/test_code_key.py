"""Names of what follows from the source: the same for the same, and others for everything that may change it."""

import os
import shutil
import subprocess
import sys

import jax
import pytest

from reheaton import own_code
from reheaton.backend import code_key as keys
from reheaton.backend.code_key import code_key, source_has_changed


@pytest.fixture
def package(monkeypatch, tmp_path):
    """A package of one file, in a process that is the command."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "physics.py").write_text("g_star = 106.75\n")
    monkeypatch.setattr(own_code, "_process", own_code._Process(is_command=True))
    monkeypatch.setattr(keys, "_PACKAGE", folder)
    keys.source_at_start.cache_clear()
    yield folder
    keys.source_at_start.cache_clear()


def again():
    """The name that a process which starts now gives."""
    keys.source_at_start.cache_clear()
    return code_key("f", 1)


def test_the_same_has_the_same_name_and_nothing_else_has(package):
    name = code_key("f", 1)
    assert name == code_key("f", 1) == again()
    assert len({name, code_key("f", 2), code_key("g", 1), code_key("f", 1.0), code_key("f", True)}) == 5


def test_every_change_of_the_source_changes_it(package):
    """A number, a file that is new, moved or gone, in a folder below as well."""
    names = [again()]
    (package / "physics.py").write_text("g_star = 106.76\n")
    names.append(again())
    (package / "data").mkdir()
    (package / "data" / "table.csv").write_text("1\n")
    names.append(again())
    (package / "data" / "table.csv").rename(package / "data" / "other.csv")
    names.append(again())
    assert len(set(names)) == 4
    (package / "data" / "other.csv").unlink()
    (package / "physics.py").write_text("g_star = 106.75\n")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "physics.pyc").write_bytes(b"compiled")
    assert again() == names[0]


def test_a_source_that_changes_while_the_process_runs(package):
    """The name stays that of what was there at the start, and nothing is to be kept any more."""
    name = code_key("f", 1)
    assert not source_has_changed()
    (package / "physics.py").write_text("g_star = 106.76\n")
    assert code_key("f", 1) == name and source_has_changed()


def test_settings_of_jax_and_xla_are_part_of_it(package, monkeypatch):
    name = code_key("f", 1)
    monkeypatch.setenv("XLA_FLAGS", os.environ.get("XLA_FLAGS", "") + " ")
    other = code_key("f", 1)
    monkeypatch.undo()
    monkeypatch.setattr(own_code, "_process", own_code._Process(is_command=True))
    monkeypatch.setattr(keys, "_PACKAGE", package)
    precision = jax.config.values["jax_default_matmul_precision"]
    try:
        jax.config.update("jax_default_matmul_precision", "highest")
        third = code_key("f", 1)
    finally:
        jax.config.update("jax_default_matmul_precision", precision)
    assert len({name, other, third}) == 3 and code_key("f", 1) == name


def test_versions_and_processor_are_part_of_it(package, monkeypatch):
    name = code_key("f", 1)
    for attribute, value in (("_processor", lambda: ["flags: none"]), ("_OTHERS", ("numpy",))):
        with monkeypatch.context() as changed:
            changed.setattr(keys, attribute, value)
            keys._surroundings.cache_clear()
            assert code_key("f", 1) != name
    keys._surroundings.cache_clear()
    assert code_key("f", 1) == name


def test_where_anything_may_have_been_changed_there_is_no_name(package, monkeypatch):
    assert code_key("f", lambda x: x) is None  # it cannot be pickled
    own_code.others_are_loaded()
    assert code_key("f", 1) is None
    monkeypatch.setattr(own_code, "_process", own_code._Process())
    assert code_key("f", 1) is None


def test_a_package_in_an_archive_has_no_name(package, monkeypatch):
    monkeypatch.setattr(keys, "_PACKAGE", package / "archive.zip")
    assert code_key("f", 1) is None


def test_two_processes_give_one_name(tmp_path):
    """Of this package, with the structure of a model, whatever the order of sets; another with a file more."""
    script = (
        "from reheaton import own_code; own_code.this_is_the_command()\n"
        "import jax, reheaton as rh\n"
        "from reheaton.backend.code_key import code_key\n"
        "print(code_key(jax.tree.structure(rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).as_compiled())))"
    )

    def name(**settings):
        run = [sys.executable, "-c", script]
        done = subprocess.run(run, env=os.environ | settings, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    first = name(PYTHONHASHSEED="1")
    assert len(first) == 64 and first == name(PYTHONHASHSEED="2")
    shutil.copytree(keys._PACKAGE, tmp_path / "reheaton", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "reheaton" / "more.py").write_text("")
    assert name(PYTHONPATH=str(tmp_path)) not in (first, "None")
