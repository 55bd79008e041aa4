"""Which value of a parameter gives the wanted density?"""

import numpy as np
import pytest

import reheaton as rh
from reheaton.models import inverse as inversion


def test_mixing_that_makes_all_of_dark_matter():
    masses = np.array([1.0, 7.0, 100.0])
    found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=masses)
    assert np.all(found.crossings == 1)
    for m_s, mixing in zip(masses, found.values, strict=True):
        density = rh.DodelsonWidrow(m_s=float(m_s), sin2_2theta=float(mixing)).solve().observables["Omega_h2"]
        assert density == pytest.approx(0.12, rel=1e-5)
    np.testing.assert_allclose(found.observables["Omega_h2"], 0.12, rtol=1e-6)


def test_mass_is_the_inverse_of_mixing():
    mixing = float(rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0).values[0])
    found = rh.solve_for(rh.DodelsonWidrow, "m_s", sin2_2theta=mixing)
    assert found.values == pytest.approx([7.0], rel=1e-5)


@pytest.mark.parametrize("unknown", ["m_N", "vev_ratio"])
def test_default_ends_are_inside_the_allowed_range(unknown):
    given = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0, "m_s": 100.0, "sin2_2theta": 1e-9}
    del given[unknown]
    found = rh.solve_for(rh.TwinSterileNeutrino, unknown, **given, target=0.0155)
    assert found.crossings[0] >= 1 and found.error[0] < 1e-6


def test_no_answer_is_said_and_not_made_up():
    # 0.1 keV cannot be all of dark matter with so little mixing.
    found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", (1e-12, 1e-9), m_s=np.array([0.1, 100.0]))
    assert list(found.crossings) == [0, 1]
    assert found.between == (1e-12, 1e-9)
    assert 0.0 < found.lowest[0] < found.highest[0] < 0.12 < found.highest[1]
    assert np.isnan(found.values[0]) and np.isnan(found.observables["Omega_h2"][0])
    assert found.values[1] == pytest.approx(1.4e-11, rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "values", "expected"),
    [
        (("sin2_theta",), {"m_s": 7.0}, "did you mean 'sin2_2theta'"),
        (("m_s",), {"m_s": 7.0, "sin2_2theta": 1e-9}, "cannot be given as well"),
        (("m_s", (10.0, 1.0)), {"sin2_2theta": 1e-9}, "the lower one first"),
        (("m_s", (10.0, 1e9)), {"sin2_2theta": 1e-9}, "out of range"),
        (("opacity",), {"m_s": 7.0, "sin2_2theta": 1e-9}, "opacity is an option of dodelson-widrow"),
        ((5,), {"sin2_2theta": 1e-9}, "5 is not a parameter"),
        (("m_s", (1.0,)), {"sin2_2theta": 1e-9}, "between two values"),
        (("m_s", "12"), {"sin2_2theta": 1e-9}, "between two values"),
        (("m_s", (1.0, [2])), {"sin2_2theta": 1e-9}, "is not a number"),
        (("m_s",), {"sin2_2theta": [1e-9, 1e-8], "T_reheat": [1.0, 2.0, 3.0]}, "{'sin2_2theta': 2, 'T_reheat': 3}"),
        (("m_s",), {"sin2_2theta": [1e-9, 5.0]}, "^point 1: sin2_2theta = 5"),
        (("m_s",), {"sin2_2theta": 5.0}, "^sin2_2theta = 5 is out of range: allowed is above 0, up to 1."),
        (("m_s",), {"sin2_2theta": [[1e-9], [1.0, 2.0]]}, "^sin2_2theta must be an array of numbers"),
        (("m_s",), {"sin2_2theta": 1e-9, "threads": 0}, "threads = 0 must be"),
    ],
)
def test_bad_questions(arguments, values, expected):
    with pytest.raises(rh.InvalidInput, match=expected.replace("{", r"\{")):
        rh.solve_for(rh.DodelsonWidrow, *arguments, **values)


class Unbounded(rh.Model):
    """A start at any temperature."""

    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-3)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return [rh.Reheating()]


def test_a_parameter_without_an_upper_end_needs_the_ends_of_the_search():
    with pytest.raises(rh.InvalidInput, match="T_start has no bounded range: say between which values to look"):
        rh.solve_for(Unbounded, "T_start", observable="dilution", target=1.0)


def test_bad_targets():
    for target in (0.0, "0.12", None, [0.1, 0.2], float("nan"), float("inf")):
        with pytest.raises(rh.InvalidInput, match="must be a positive number"):
            rh.solve_for(rh.DodelsonWidrow, "m_s", sin2_2theta=1e-9, target=target)
    with pytest.raises(rh.InvalidInput, match="is not an observable of dodelson-widrow"):
        rh.solve_for(rh.DodelsonWidrow, "m_s", sin2_2theta=1e-9, observable="Omega")


@pytest.mark.parametrize("model", ["dodelson-widrow", rh.DodelsonWidrow(m_s=7.0, sin2_2theta=1e-9), int])
def test_what_is_no_model(model):
    with pytest.raises(rh.InvalidInput, match="must be a class derived from Model"):
        rh.solve_for(model, "m_s", sin2_2theta=1e-9)
    with pytest.raises(rh.InvalidInput, match="must be a class derived from Model"):
        rh.solve_batch(model, sin2_2theta=[1e-9])


def test_observable_that_is_not_computed_is_said_before_solving(monkeypatch):
    monkeypatch.setattr(inversion, "solve_batch", None)
    with pytest.raises(rh.InvalidInput, match="not computed at this point: give m_s and sin2_2theta"):
        rh.solve_for(rh.TwinSterileNeutrino, "m_nu", m_N=30.0, vev_ratio=4.0)
    with pytest.raises(rh.InvalidInput, match="N_eff_sm is not among the observables at these parameters and options"):
        rh.solve_for(rh.TwinSterileNeutrino, "m_nu", m_N=30.0, vev_ratio=4.0, observable="N_eff_sm")
