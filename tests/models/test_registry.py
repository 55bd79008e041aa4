"""Where models are found: built-in names, classes in files, and what is said when there is none."""

import pytest

import reheaton as rh
from reheaton.models.registry import BUILT_IN, find_model, is_model_file, model_names

GOOD = """
import reheaton as rh

class Photons(rh.Model):
    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-3, maximum=1e3)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return []

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
    with pytest.raises(rh.InvalidInput, match="there is no file"):
        find_model(f"{tmp_path}/nothing.py:Model")


def test_name_that_is_almost_right():
    with pytest.raises(rh.InvalidInput, match="did you mean 'dodelson-widrow'"):
        find_model("dodelson-widro")
