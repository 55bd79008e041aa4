"""`reheaton run` on a model of dark matter: JSON, files, and opacities from a table."""

import json

import numpy as np
import pytest

POINT = ("run", "dodelson-widrow", "-s", "m_s=7", "-s", "sin2_2theta=1e-9")


def rate_file(path, temperatures=(5.0, 20.0, 100.0, 1000.0, 2e4), columns=0, C=2.0):
    """A file of opacities with the same C everywhere."""
    p_over_T = np.geomspace(1e-3, 20.0, 30)
    T = "  ".join(f"{value:g}" for value in temperatures)
    rows = [f"{x:.6e} " + " ".join(f"{C * x:.6e}" for _ in range(len(temperatures) + columns)) for x in p_over_T]
    path.write_text(f"# rates\n# p/T, T(MeV)-> {T}\n" + "\n".join(rows) + "\n")
    return path


def test_json_of_a_point(reheaton):
    outcome = reheaton(*POINT, "--json")
    assert outcome.code == 0, outcome.err
    content = json.loads(outcome.out, parse_constant=pytest.fail)
    assert content["observables"]["Omega_h2"] > 0.05
    assert content["observables"]["dm_thermalised"] is False
    assert content["units"]["lifetime"] == "Gyr"
    assert {"Dark-matter density"} <= {limit["name"] for limit in content["limits"]}


def test_files_of_a_point(reheaton, tmp_path):
    outcome = reheaton(*POINT, "-o", tmp_path)
    assert outcome.code == 0, outcome.err
    q, f = np.loadtxt(tmp_path / "distribution-nu_s.dat", unpack=True)
    assert np.all(np.diff(q) > 0) and np.all(f >= 0)
    assert (tmp_path / "spectrum-nu_s.png").stat().st_size > 10_000
    tables = {"history.csv", "history-marks.csv", "spectrum-nu_s.csv"}
    assert {path.name for path in tmp_path.glob("*.csv")} == tables


@pytest.mark.slow
def test_opacities_from_a_file(reheaton, tmp_path):
    def density(C):
        path = rate_file(tmp_path / f"rates-{C}.dat", C=C)
        outcome = reheaton(*POINT, "-s", f"opacity=table:{path}", "-s", "opacity_gain=false", "--json")
        return json.loads(outcome.out)["observables"]["Omega_h2"]

    # Production is proportional to the rate, but for what it has produced already: 3e-4 at this mixing.
    assert density(2.0) / density(1.0) == pytest.approx(2.0, rel=5e-4)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ({"columns": -1}, "line 3: 5 columns; expected p/T and 5 rates"),
        ({"temperatures": (20.0, 10.0, 100.0, 1e3, 1e4)}, "temperatures must be positive"),
    ],
)
def test_bad_tables_are_one_sentence(refuses, tmp_path, file, expected):
    path = rate_file(tmp_path / "rates.dat", **file)
    assert expected in refuses(*POINT, "-s", f"opacity=table:{path}")


def test_table_that_misses_the_production_is_refused(reheaton, tmp_path):
    path = rate_file(tmp_path / "rates.dat", temperatures=(1e3, 2e3, 4e3, 1e4))
    outcome = reheaton(*POINT, "-s", f"opacity=table:{path}")
    assert outcome.code == 3
    assert "outside the temperatures" in outcome.err and outcome.err.count("\n") == 1
