"""Which value of a parameter gives the wanted density?"""

import astropy.units as u
import numpy as np
import pytest

import reheaton as rh
from reheaton.models import inverse as inversion


@pytest.mark.slow
def test_mixing_that_makes_all_of_dark_matter():
    masses = np.array([1.0, 7.0, 100.0])
    found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=masses)
    assert np.all(found.crossings == 1)
    for m_s, mixing in zip(masses, found.values, strict=True):
        density = rh.DodelsonWidrow(m_s=float(m_s), sin2_2theta=float(mixing)).solve().observables["Omega_h2"]
        assert density == pytest.approx(0.12, rel=1e-5)
    np.testing.assert_allclose(found.observables["Omega_h2"], 0.12, rtol=1e-6)


@pytest.mark.slow
def test_mass_is_the_inverse_of_mixing():
    mixing = float(rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0).values[0])
    found = rh.solve_for(rh.DodelsonWidrow, "m_s", sin2_2theta=mixing)
    assert found.values == pytest.approx([7.0], rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("unknown", ["m_N", "vev_ratio"])
def test_default_ends_are_inside_the_allowed_range(unknown):
    given = {"m_N": 30.0, "m_nu": 1e-7, "vev_ratio": 4.0, "m_s": 100.0, "sin2_2theta": 1e-9}
    del given[unknown]
    found = rh.solve_for(rh.TwinSterileNeutrino, unknown, **given, target=0.0155)
    assert found.crossings[0] >= 1 and found.error[0] < 1e-6


@pytest.mark.slow
def test_no_answer_is_said_and_not_made_up():
    # 0.1 keV cannot be all of dark matter with so little mixing.
    found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", (1e-12, 1e-9), m_s=np.array([0.1, 100.0]))
    assert list(found.crossings) == [0, 1]
    assert found.between == (1e-12, 1e-9)
    assert 0.0 < found.lowest[0] < found.highest[0] < 0.12 < found.highest[1]
    assert np.isnan(found.values[0]) and np.isnan(found.observables["Omega_h2"][0])
    assert found.values[1] == pytest.approx(1.4e-11, rel=0.1)


def test_no_answer_is_explained():
    found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", (1e-12, 1e-9), m_s=np.array([100.0, 0.1]))
    lowest, highest = (f"{seen[1]:.3g}" for seen in (found.lowest, found.highest))
    sentence = f"no sin2_2theta from 1e-12 to 1e-09 gives Omega_h2 = 0.12: it runs from {lowest} to {highest} there."
    assert found.explain(1) == sentence
    assert found.message == f"1 of 2 points have no answer, the first of them point 1: {sentence}"
    assert repr(found) == f"Inversion: {found.message}"
    assert found.answered.tolist() == [True, False]
    assert found.explain(0) == f"sin2_2theta = {found.values[0]:.6g} gives Omega_h2 = 0.12."


TWIN_POINT = {"m_N": 30.0, "vev_ratio": 4.0, "limits": "paper"}


@pytest.mark.parametrize(
    ("observable", "target", "crossings"),
    [("delta_N_eff_cmb", 0.15, 1), ("delta_N_eff_bbn", 0.15, 2), ("T_RH", "10 MeV", 1), ("T_RH", 1e-2 * u.GeV, 1)],
)
def test_default_range_finds_the_value_that_the_limits_allow(observable, target, crossings):
    """Delta N_eff at nucleosynthesis is reached a second time by N that lives too long."""
    found = rh.solve_for(rh.TwinSterileNeutrino, "m_nu", observable=observable, target=target, **TWIN_POINT)
    assert found.between == pytest.approx((1e-17, 1e6)) and found.crossings.tolist() == [crossings]
    solved = rh.TwinSterileNeutrino(m_nu=float(found.values[0]), **TWIN_POINT).solve()
    wanted = 0.01 if observable == "T_RH" else target
    assert solved.observables[observable] == pytest.approx(wanted, rel=1e-5) and solved.allowed
    assert ("the lowest that all limits allow" in found.message) == (crossings == 2)


def test_the_lightest_viable_masses_are_in_the_default_range():
    """N of 10 TeV, the heaviest there is, that reheats to 6 MeV."""
    found = rh.solve_for(
        rh.TwinSterileNeutrino, "m_nu", m_N=1e4, vev_ratio=4.0, limits="paper", observable="T_RH", target="6 MeV"
    )
    assert found.answered[0] and 1e-16 < found.values[0] < 3e-16


def test_answers_have_the_shape_of_the_questions():
    mixing = np.array([[1e-10], [1e-9]])
    found = rh.solve_for(rh.DodelsonWidrow, "m_s", ("1 keV", 0.1 * u.MeV), sin2_2theta=mixing, T_reheat=1.0)
    assert found.values.shape == found.error.shape == found.observables["Omega_h2"].shape == (2, 1)
    flat = rh.solve_for(rh.DodelsonWidrow, "m_s", (1.0, 100.0), sin2_2theta=mixing.ravel(), T_reheat=1.0)
    np.testing.assert_array_equal(found.values.ravel(), flat.values)
    with pytest.raises(KeyError, match="did you mean 'Omega_h2'"):
        found.observables["Omega_h"]


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
        (("m_s",), {"sin2_2theta": [1e-9, 1e-8], "T_reheat": [1.0, 2.0, 3.0]}, "{'sin2_2theta': (2,), "),
        (("m_s",), {"sin2_2theta": [1e-9, 5.0]}, "^point 1: sin2_2theta = 5"),
        (("m_s",), {"sin2_2theta": [[1e-9], [5.0]], "T_reheat": [1.0, 2.0]}, "^point .1, 0.: sin2_2theta = 5"),
        (("m_s", ("1 s", 2.0)), {"sin2_2theta": 1e-9}, "m_s = '1 s' has the wrong unit"),
        (("m_s",), {"sin2_2theta": 3 * u.deg}, "sin2_2theta = 3 deg is an angle"),
        (("m_s",), {"sin2_2theta": 5.0}, "^sin2_2theta = 5 is out of range: allowed is above 0, up to 1."),
        (("m_s",), {"sin2_2theta": [[1e-9], [1.0, 2.0]]}, "^sin2_2theta must be an array of numbers"),
        (("m_s",), {"sin2_2theta": 1e-9, "threads": 0}, "threads = 0 must be"),
    ],
)
def test_bad_questions(arguments, values, expected):
    with pytest.raises(rh.InvalidInput, match=expected.replace("{", r"\{").replace("(2,)", r"\(2,\)")):
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
    for target in (0.0, "-1", "none", None, [0.1, 0.2], float("nan"), float("inf")):
        with pytest.raises(rh.InvalidInput, match="must be a positive number"):
            rh.solve_for(rh.DodelsonWidrow, "m_s", sin2_2theta=1e-9, target=target)
    with pytest.raises(rh.InvalidInput, match="target = '10 MeV' has a unit, and target is a pure number"):
        rh.solve_for(rh.DodelsonWidrow, "m_s", sin2_2theta=1e-9, target="10 MeV")
    with pytest.raises(rh.InvalidInput, match="is not an observable of dodelson-widrow: did you mean 'Omega_h2'"):
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


def test_observable_that_a_probe_leaves_out_is_said_after_the_first_round(monkeypatch):
    """N_eff_sm belongs to neutrinos that decouple, which is known once the first points are solved."""
    rounds, solve = [], inversion.solve_batch
    monkeypatch.setattr(inversion, "solve_batch", lambda *args, **more: rounds.append(1) or solve(*args, **more))
    with pytest.raises(rh.InvalidInput, match="N_eff_sm is not among the observables at these parameters and options"):
        rh.solve_for(
            rh.TwinSterileNeutrino, "m_nu", m_N=30.0, vev_ratio=4.0, sm_neutrinos="equilibrium", observable="N_eff_sm"
        )
    assert rounds == [1]


def test_one_question_alone_is_answered_by_the_program_of_a_point(monkeypatch):
    """As by the program for many points, to rounding of the interval in which the last points lie: 1e-10."""
    together = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0)
    monkeypatch.setattr(inversion, "solve_batch", None)
    done = []
    alone = inversion.solve_once_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0, progress=done.append)
    assert alone.values == pytest.approx(together.values, rel=1e-10)
    for name, column in together.observables.items():
        assert alone.observables[name] == pytest.approx(column, rel=1e-9, nan_ok=True)
    assert done == sorted(done) and 0.0 < done[0] <= done[-1] <= 1.0
