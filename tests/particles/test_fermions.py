"""The table of fermions: anomalies cancel, couplings are those of the literature, names are checked."""

import pytest

from reheaton.errors import InvalidInput
from reheaton.particles.fermions import CHARGED_LEPTONS, DOWN_QUARKS, NEUTRINO, QUARKS, UP_QUARKS, charged_lepton


def test_a_generation_has_no_anomalies():
    """Sums over a generation of charges and of isospin times charge squared; 1e-15: rounding."""
    generation = [NEUTRINO, CHARGED_LEPTONS["mu"], UP_QUARKS["c"], DOWN_QUARKS["s"]]
    assert sum(f.colours * f.charge for f in generation) == pytest.approx(0.0, abs=1e-15)
    assert sum(f.colours * f.isospin * f.charge**2 for f in generation) == pytest.approx(0.0, abs=1e-15)


def test_couplings_to_the_z():
    """Magnitudes of the PDG's tree-level couplings at sin^2 theta_W = 0.2312, to their three digits."""
    for fermion, left, right in (
        (NEUTRINO, 0.5, 0.0),
        (CHARGED_LEPTONS["e"], -0.269, 0.231),
        (QUARKS["u"], 0.346, -0.154),
        (QUARKS["d"], -0.423, 0.077),
    ):
        assert fermion.g_left == pytest.approx(left, abs=6e-4)
        assert fermion.g_right == pytest.approx(right, abs=6e-4)


def test_quarks_are_in_order_of_mass():
    masses = [quark.mass for quark in QUARKS.values()]
    assert masses == sorted(masses)
    assert "".join(QUARKS) == "udscbt"


def test_unknown_flavour():
    with pytest.raises(InvalidInput, match="flavour = 'muon' is not known: did you mean 'mu'"):
        charged_lepton("muon")
