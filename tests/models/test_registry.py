"""Models are found by name, in files and in installed packages; what is none gets one sentence."""

import importlib.metadata

import pytest

import reheaton as rh
from reheaton.models import registry

MODEL = """
import reheaton as rh


class Photons(rh.Model):
    T: float = rh.parameter("GeV", "temperature", minimum=1.0, maximum=10.0)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T)

    def probes(self):
        return []


class Unfinished(rh.Model):
    def universe(self):
        return None
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "photons.py"
    path.write_text(MODEL)
    return path


def test_built_in_models_have_the_names_they_are_listed_under():
    for name in registry.BUILT_IN:
        assert registry.find_model(name).NAME == name


def test_model_in_a_file(file):
    assert registry.find_model(f"{file}:Photons").NAME == "photons"


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        ("", "names a file but no model in it: write"),
        (":Photon", "did you mean 'Photons'?"),
        (":Unfinished", "is not complete: it does not define probes"),
        (":rh", "is not a class, hence not a model"),
    ],
)
def test_what_is_no_model(file, suffix, expected):
    with pytest.raises(rh.InvalidInput, match=expected.replace("?", r"\?")):
        registry.find_model(f"{file}{suffix}")


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
    assert registry.line_of_author(caught.value) == "photons.py, line 2"
