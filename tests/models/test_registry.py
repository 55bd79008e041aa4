"""Where models are found: built-in names, classes in files, and what is said when there is none."""

import importlib.metadata
from pathlib import Path

import pytest
from tests.models import photons

import reheaton as rh
from reheaton.models import registry
from reheaton.models.registry import BUILT_IN, find_model, is_model_file, model_names

GOOD = f"""
{Path(photons.__file__).read_text(encoding="utf-8")}

class Half(rh.Model):
    def universe(self):
        return None

number = 3
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "models.py"
    path.write_text(GOOD)
    return path


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_models_are_found_under_their_own_name(name):
    model = find_model(name)
    assert issubclass(model, rh.Model) and model.NAME == name and name in model_names()


def test_class_in_a_file(file):
    model = find_model(f"{file}:Photons")
    assert model(T_start="1 MeV").T_start == 1e-3
    assert is_model_file(f"{file}:Photons") and not is_model_file("dodelson-widrow")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Photon", "did you mean 'Photons'?"),
        ("Half", "is not complete: it does not define probes"),
        ("number", "is not a class"),
    ],
)
def test_what_is_no_model(file, name, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence.replace("?", r"\?")):
        find_model(f"{file}:{name}")


def test_file_without_a_class_named_and_no_file(file, tmp_path):
    with pytest.raises(rh.InvalidInput, match=r"write .*:Photons or .*:Half"):
        find_model(str(file))
    with pytest.raises(rh.InvalidInput, match="No such file"):
        find_model(f"{tmp_path}/nothing.py:Model")


def test_name_that_is_almost_right():
    with pytest.raises(rh.InvalidInput, match="did you mean 'dodelson-widrow'"):
        find_model("dodelson-widro")


@pytest.fixture
def offered(monkeypatch):
    """Lets an installed package offer a model."""

    def offer(name, value):
        point = importlib.metadata.EntryPoint(name, value, registry.ENTRY_POINT_GROUP)
        monkeypatch.setattr(registry.importlib.metadata, "entry_points", lambda group: [point])

    return offer


def test_model_of_an_installed_package(offered):
    offered("from-elsewhere", "reheaton.papers.dodelson_widrow.model:DodelsonWidrow")
    assert "from-elsewhere" in registry.model_names()
    assert registry.find_model("from-elsewhere") is rh.DodelsonWidrow


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("reheaton.nothing:Model", "cannot be loaded: ModuleNotFoundError"),
        ("reheaton.probes.probe:Probe", "not derived"),
    ],
)
def test_packages_that_offer_something_else(offered, value, expected):
    offered("broken", value)
    with pytest.raises(rh.InvalidInput, match=expected):
        registry.find_model("broken")


def test_line_of_author(file):
    # An error outside any file of a user has no line.
    assert registry.line_of_author(ValueError("never raised")) == ""
    file.write_text("def fail():\n    return 1 / 0\n")
    scope = {}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    with pytest.raises(ZeroDivisionError) as caught:
        scope["fail"]()
    assert registry.line_of_author(caught.value) == "models.py, line 2"
