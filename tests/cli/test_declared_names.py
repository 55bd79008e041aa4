"""Names read off sources are those that the classes have."""

import subprocess
import sys
from pathlib import Path

import pytest

from reheaton.cli.declared_names import declared_names
from reheaton.models.registry import BUILT_IN, find_model

EXAMPLES = Path(__file__).parents[2] / "examples"
OWN = ("hidden_photon_sector.py:HiddenPhotonSector", "age_at_decay.py:LateScalar")


@pytest.mark.parametrize("target", [*BUILT_IN, *(f"{EXAMPLES / name}" for name in OWN)])
def test_names_are_those_of_the_class(target):
    model = find_model(target)
    assert sorted(declared_names(target)) == sorted(item.name for item in (*model.PARAMETERS, *model.OPTIONS))


def test_names_of_a_user_are_found_without_running_the_file(tmp_path, spring, monkeypatch):
    assert declared_names(spring) == ["limits", "mass", "stiffness", "friction", "motion", "damped"]
    monkeypatch.chdir(tmp_path)
    text = "import reheaton as rh\nraise SystemExit\nclass A(rh.Model):\n    a: float = rh.parameter('', 'a')\n"
    Path("mine.py").write_text(text + "class B(A):\n    n: int = 3\n    b: str = rh.option(('x',), 'b')\n")
    assert declared_names("mine.py:B") == ["limits", "a", "b"]
    assert declared_names("mine.py") == declared_names("mine.py:A") == ["limits", "a"]


@pytest.mark.parametrize("head", ["model: dodelson-widrow", "# mine\nmodel:  'dodelson-widrow'  # alone"])
def test_names_of_a_card_are_those_of_its_model(tmp_path, head):
    (tmp_path / "card.yaml").write_text(f"{head}\nparameters: {{m_s: 7}}\n")
    assert declared_names(str(tmp_path / "card.yaml")) == declared_names("dodelson-widrow") != []


@pytest.mark.parametrize(
    ("file", "text"),
    [("a.py:A", "class A(:"), ("a.py:A", "class B: pass"), ("a.py:A", "\0"), ("a.yaml", "x: 1"), ("a.yaml", "\udcff")],
)
def test_nothing_is_known_of_what_cannot_be_read(tmp_path, file, text):
    (tmp_path / file.partition(":")[0]).write_bytes(text.encode(errors="surrogateescape"))
    assert declared_names(str(tmp_path / file)) == []


@pytest.mark.parametrize("target", ["", "dodelson", "missing.py:A", "missing.yaml", ".py", "a\0b.py"])
def test_nothing_is_known_of_what_is_not_there(target):
    assert declared_names(target) == []


def test_jax_is_not_imported():
    """It takes a second, and a person waits for the shell."""
    script = (
        "import sys; from reheaton.cli.declared_names import declared_names as names;"
        "sys.exit('jax' in sys.modules or not names('twin-sterile-neutrino') or 'jax' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
