"""Every kind of bad input is one clear sentence on standard error and exit code 2."""

import pytest


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("mass", "NAME=VALUE, as in -s mass=10."),
        ("=2", "NAME=VALUE"),
        ("mass=", "NAME=VALUE"),
        ("mas=2", "did you mean 'mass'?"),
        ("self=2", "not a parameter or option of spring"),
        ("mass=abc", "mass = 'abc'"),
        ("mass=nan", "above 0 GeV"),
        ("mass=inf", "mass = inf is not a finite number"),
        ("mass=-1", "above 0 GeV"),
        ("mass=0", "above 0 GeV"),
        ("mass=2 kg/s", "wrong unit"),
        ("mass=2 furlongz", "unknown unit 'furlongz'"),
        ("mass=none", "mass must be given"),
        ("mass=2 GeV GeV", "wrong unit"),
        ("mass=[1,2]", "mass = '[1,2]'"),
        ("mass=2,5 GeV", "'2,5 GeV' is not a number"),
        ("mass=300 degC", "wrong unit"),
        ("motion=tiny", "allowed are small, large"),
    ],
)
def test_settings(refuses, spring, setting, expected):
    assert expected in refuses("run", spring, "-s", "mass=2", "-s", setting)


def test_missing_parameter(refuses, spring):
    assert "mass must be given" in refuses("run", spring)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["runn"], "runn"),
        (["run"], "MODEL|CARD|FILE.py:Class"),
        (["run", "twin-sterile-neutrino", "--jsn"], "--jsn"),
        (["run", "twin-sterile-neutrino", "extra"], "extra"),
        (["run", "twin-sterile-neutrino", "-s"], "-s"),
        (["--nonsense"], "--nonsense"),
        (["reproduce", "--figure", "two"], "--figure"),
        (["run", "twin-sterile-neutrin"], "did you mean 'twin-sterile-neutrino'?"),
        (["models", "zzz"], "known are twin-sterile-neutrino"),
        (["cite", "twin"], "'twin' is not a model"),
        (["reproduce", "twin-sterile-neutrinos"], "did you mean 'twin-sterile-neutrino'?"),
        (["reproduce", "twin-sterile-neutrino", "--figure", "9"], "known are twin-sterile-neutrino: 1, 2"),
        (["reproduce", "--figure", "-1"], "there is no figure -1"),
        (["run", "no/such/card.yaml"], "no card no/such/card.yaml"),
        (["run", "no/such/thing"], "no card no/such/thing"),
        (["run", "missing.py:Class"], "no file missing.py"),
        (["run", ""], "is not a model"),
    ],
)
def test_usage(refuses, arguments, expected):
    assert expected in refuses(*arguments)


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        ("", "write"),
        (":Sprin", "did you mean 'Spring'?"),
        (":Half", "it has no SUMMARY"),
        (":not_a_model", "not a class"),
    ],
)
def test_classes_in_files(refuses, model_file, suffix, expected):
    assert expected in refuses("run", f"{model_file}{suffix}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [("1 +\n", "SyntaxError"), ("x = 1\nimport no_such_module\n", "(line 2)"), ("1/0", "ZeroDivisionError")],
)
def test_files_that_fail(refuses, tmp_path, source, expected):
    path = tmp_path / "broken.py"
    path.write_text(source)
    assert expected in refuses("run", f"{path}:Model")


def test_directory_instead_of_file(refuses, tmp_path):
    assert "is a directory" in refuses("run", tmp_path)
    (tmp_path / "folder.py").mkdir()
    assert "is a directory" in refuses("run", f"{tmp_path / 'folder.py'}:Model")


def test_output_that_cannot_be_written(refuses, spring, tmp_path):
    (tmp_path / "taken").write_text("")
    # Before anything is solved: at this mass, solving fails.
    sentence = refuses("run", spring, "-s", "mass=13", "--json", "-o", tmp_path / "taken")
    assert "taken is a file, not a folder" in sentence
    assert "taken is a file, not a folder" in refuses("reproduce", "-o", tmp_path / "taken")
