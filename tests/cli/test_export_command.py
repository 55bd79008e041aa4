"""`reheaton export`."""

import sys

import pytest


def test_files_for_every_code(reheaton, spring, tmp_path):
    for code, name in (("class", "class.ini"), ("camb", "run_camb.py")):
        outcome = reheaton("export", code, spring, "-s", "mass=2", "-o", tmp_path, "--cosmology", "h=0.7")
        assert outcome.code == 0 and outcome.out == ""
        assert f"wrote {tmp_path / name}" in outcome.err
    assert "h = 0.7" in (tmp_path / "class.ini").read_text().splitlines()
    assert "H0=70.0," in (tmp_path / "run_camb.py").read_text()


def test_choices(reheaton, spring, tmp_path):
    outcome = reheaton("export", "class", spring, "-s", "mass=2", "-o", tmp_path, "--choice", "k_max=3")
    assert outcome.code == 0
    assert "P_k_max_h/Mpc = 3.0" in (tmp_path / "class.ini").read_text().splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("clas", "SPRING"), "did you mean 'class'"),
        (("class-twin", "SPRING"), "this model has no vev_ratio"),
        (("class", "SPRING", "--choice", "twin_baryons=0.1"), "twin_baryons has no effect on the input of class"),
        (("class", "SPRING", "--choice", "k_max"), "--choice 'k_max' is not of the form NAME=VALUE"),
        (("class", "SPRING", "--choice", "k_max=-1"), "k_max"),
        (("class", "SPRING", "--choice", "k_max=many"), "k_max"),
        (("class", "SPRING", "--choice", "dark_photons=1"), "dark_photons"),
        (("camb", "SPRING", "--cosmology", "H0=70"), "'H0' is no parameter of LambdaCDM"),
        (("primat", "SPRING", "--choice", "history=mine"), "history = 'mine'"),
        (("cobaya", "SPRING", "--choice", "k_max=1"), "--choice has no effect on the input of Cobaya"),
    ],
)
def test_wrong_input(refuses, spring, tmp_path, arguments, words):
    settings = () if arguments[0] == "cobaya" else ("-s", "mass=2")
    typed = [spring if word == "SPRING" else word for word in arguments]
    assert words in refuses("export", *typed, *settings, "-o", tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


def test_run_takes_a_cosmology_only_where_it_matters(refuses, spring):
    assert "give one of them as well" in refuses("run", spring, "-s", "mass=2", "--cosmology", "h=0.7")


@pytest.mark.parametrize(
    ("option", "package", "extra"), [("--elements", "primat", "bbn"), ("--spectra", "classy", "class")]
)
def test_a_code_that_is_not_there_is_named_with_its_extra(refuses, spring, monkeypatch, option, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    words = f"{option} needs the package {package}, which is not installed: pip install 'reheaton[{extra}]'"
    assert words in refuses("run", spring, "-s", "mass=2", option)


def test_cobaya_that_is_not_there_is_named_with_its_extra(refuses, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cobaya", None)
    card = tmp_path / "card.yaml"
    card.write_text("model: dodelson-widrow\nparameters: {m_s: 7, sin2_2theta: 1e-9}\n")
    assert "pip install 'reheaton[cobaya]'" in refuses("export", "cobaya", card, "-o", tmp_path / "out")
