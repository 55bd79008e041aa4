"""The catalogue says of the built-in models what their classes declare, and whoever reads it does not import JAX."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from make_catalogue import HEADER, catalogue

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.models.catalogue import FILE, Description, described
from reheaton.models.registry import BUILT_IN, find_model

WITHOUT_JAX = """
import sys
from reheaton.cli.main import run
code = run(sys.argv[1:])
loaded = sorted({"jax", "jaxlib", "equinox"} & set(sys.modules))
assert (code, loaded) == (0, []), (code, loaded)
"""


def test_the_file_is_as_its_tool_makes_it():
    """If this fails: python tools/make_catalogue.py."""
    text = (Path(rh.__path__[0]) / "data" / FILE).read_text(encoding="utf-8")
    assert text == catalogue()
    assert {name: value for name, value in json.loads(text).items() if name != "models"} == HEADER


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_is_described_is_what_the_class_declares(name):
    model, found = find_model(name), described(name)
    assert (found.name, found.summary) == (model.NAME, model.SUMMARY)
    assert [(p.name, p.unit, p.allowed, p.meaning, p.required) for p in found.parameters] == [
        (p.name, p.unit, p.allowed, p.meaning, p.required) for p in model.PARAMETERS
    ]
    assert [p.default for p in found.parameters if not p.required] == [
        p.default for p in model.PARAMETERS if not p.required
    ]
    assert [(o.name, o.allowed, o.meaning) for o in found.options] == [
        (o.name, o.allowed, o.meaning) for o in model.OPTIONS
    ]
    assert {o.name: (o.unit, o.meaning) for o in found.observables} == {
        name: (item.unit, item.meaning) for name, item in model.observables().items()
    }
    assert found.citations == model.example().citations()


def test_a_description_survives_being_written():
    found = described("dodelson-widrow")
    assert Description.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_a_model_outside_the_catalogue_is_described_by_its_class(tmp_path):
    file = tmp_path / "boxes.py"
    file.write_text(
        "import reheaton as rh\n"
        "class Box(rh.Model):\n"
        '    """A box."""\n'
        '    mass: float = rh.parameter("GeV", "mass of the box", default=2.0)\n'
        "    def universe(self): return rh.Universe(sectors=[rh.standard_model()], start=1.0)\n"
        "    def probes(self): return []\n"
    )
    found = described(f"{file}:Box")
    assert (found.name, found.summary, found.parameters[0].default) == ("box", "A box", 2.0)
    with pytest.raises(InvalidInput, match="did you mean 'dodelson-widrow'"):
        described("dodelson-wydrow")


@pytest.mark.parametrize(
    "command", [["models"], ["models", "twin-sterile-neutrino"], ["cite", "inverse-symmetry-breaking"]], ids=" ".join
)
def test_commands_that_read_it_do_not_import_jax(command):
    subprocess.run([sys.executable, "-c", WITHOUT_JAX, *command], check=True, capture_output=True, text=True)
