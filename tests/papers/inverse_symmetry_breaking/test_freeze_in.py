"""What a universe carries from freeze-in: one phase, T_*, and yields whose sum is that of the processes."""

import jax
import numpy as np
import pytest

import reheaton as rh
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_growth, exchange_yields
from reheaton.papers.inverse_symmetry_breaking.freeze_in import REACTIONS, growth_by_process, yields_by_process
from reheaton.papers.inverse_symmetry_breaking.gravitons import graviton_yields
from reheaton.papers.inverse_symmetry_breaking.order_lambda_squared import h_phi_yields
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase, masses_without_couplings
from reheaton.papers.inverse_symmetry_breaking.yields import ProductionBath, growth, total

B2 = {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1.0, "mu_phi": 1.0, "Lambda_eff": 1e14,
    "M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14,
}  # fmt: skip
M_N, LAMBDA = 1e14, 4e-5
PHASE = broken_phase(Couplings(1e-3, 0.2, -0.02, 1.0, 1.0), 2e14, phi_mass="vacuum")
PROCESSES = {*REACTIONS, "gravitons"}


def test_yields_of_all_processes_are_their_sum():
    freeze_in = rh.InverseSymmetryBreaking(**B2).freeze_in()
    assert set(freeze_in.by_process) == PROCESSES
    for side in ("N", "N_mirror"):
        parts = [float(getattr(made, side)) for made in freeze_in.by_process.values()]
        assert float(getattr(freeze_in.yields("all"), side)) == pytest.approx(sum(parts), rel=1e-14)
    assert freeze_in.yields("paper") is freeze_in.by_process["exchange"]
    with_gravitons = freeze_in.yields("paper", gravitons=True)
    assert float(with_gravitons.N_mirror) == sum(
        float(freeze_in.by_process[name].N_mirror) for name in ("exchange", "gravitons")
    )


def test_T_star_is_the_scale_over_the_vev():
    """Eq. 14 with v^2 = |c_eta| T^2/lambda_eta, Eq. 8."""
    c_eta = (6.0 * B2["lambda_eta"] + B2["lambda_eta_phi"]) / 24.0
    expected = B2["Lambda_eff"] / np.sqrt(-c_eta / B2["lambda_eta"])
    assert float(rh.InverseSymmetryBreaking(**B2).freeze_in().T_star) == pytest.approx(expected, rel=1e-12)


def test_the_universe_carries_it():
    model = rh.InverseSymmetryBreaking(M_N=1e14, lambda_portal=4e-5, T_max=2e14, c_phi=0.05, T_star=1e14)
    carried = model.universe().origin
    assert float(carried.T_star) == 1e14
    assert float(carried.yields("paper").x_RH) == pytest.approx(model.solve().observables["x_RH"], rel=1e-12)


def test_published_order_lambda2_answer():
    """1e-6: the digits given. Contact production makes 7e7 times as many N, and x_RH is 1 for all purposes."""
    found = yields_by_process(M_N, 2.0 * LAMBDA, M_N, 2.0 * M_N, PHASE)
    paper, h_phi, three_phi = found["exchange"], found["h_phi"], found["three_phi"]
    assert float(paper.x_RH) == pytest.approx(0.2517552, rel=1e-6)
    assert float(h_phi.x_RH) == pytest.approx(1.000534, rel=1e-6)
    assert float((paper + h_phi + three_phi).x_RH) == pytest.approx(1.000516, rel=1e-6)
    assert 4e7 < float(h_phi.N / paper.N) < 1e8
    # The s-channel term has the sign of the contact term for N' only: lambda_eta_phi is negative.
    assert float(h_phi.N_mirror) > float(h_phi.N)


def test_processes():
    """The functions of the single processes, and without couplings those that need none; the same calls."""
    start, bath = (M_N, 2.0 * LAMBDA, 1.3 * M_N, 2.0 * M_N), ProductionBath("bose-einstein")
    found = yields_by_process(*start, PHASE, bath)
    assert set(found) == PROCESSES
    assert float(found["exchange"].N) == float(exchange_yields(*start, PHASE.M_phi_over_T, bath).N)
    assert float(found["h_phi"].N_mirror) == float(h_phi_yields(*start, PHASE, bath).N_mirror)
    assert float(found["gravitons"].N) == float(graviton_yields(M_N, 2.0 * M_N, PHASE, bath).N)
    assert float(total(found).N_mirror) == pytest.approx(
        sum(float(part.N_mirror) for part in found.values()), rel=1e-14
    )
    few = yields_by_process(*start, masses_without_couplings(0.05))
    assert set(few) == {"exchange", "gravitons"}
    # h is without mass there; otherwise M_h is 0.034 T and makes the yield less by its square.
    with_mass = graviton_yields(M_N, 2.0 * M_N, broken_phase(Couplings(1e-3, 0.2, -0.02, 1.0, 1.0), 2.0 * M_N))
    assert float(few["gravitons"].N) == pytest.approx(float(with_mass.N), rel=2e-3)


def test_growth_by_process():
    """Rounding for the processes that are no table; the growth of exchange is not that of its table."""
    T = 0.7 * M_N
    found = growth_by_process(T, M_N, 2.0 * LAMBDA, 1.3 * M_N, PHASE)
    assert set(found) == PROCESSES
    direct = exchange_growth(T, M_N, 2.0 * LAMBDA, 1.3 * M_N, PHASE.M_phi_over_T)
    assert float(found["exchange"].N_mirror) == float(direct.N_mirror)
    h_phi = growth(lambda t: h_phi_yields(M_N, 2.0 * LAMBDA, 1.3 * M_N, t, PHASE), T)
    assert float(found["h_phi"].N) == pytest.approx(float(h_phi.N), rel=1e-12)
    # With h frozen in it is an upper end: that of thermal h.
    few = growth_by_process(T, M_N, 2.0 * LAMBDA, 1.3 * M_N, PHASE, ProductionBath(eta="frozen-in", T_1=1e10))
    assert float(few["h_phi"].N) == float(found["h_phi"].N)


def test_batches_are_loops():
    """1e-12: the same sums in another order."""
    T_max = np.array([0.5, 2.0, 7.0]) * M_N
    one = jax.jit(lambda T: yields_by_process(M_N, 1e-4, M_N, T, PHASE))
    many = jax.jit(jax.vmap(lambda T: yields_by_process(M_N, 1e-4, M_N, T, PHASE)))(T_max)
    for i, T in enumerate(T_max):
        for name, made in one(T).items():
            assert float(many[name].N[i]) == pytest.approx(float(made.N), rel=1e-12, abs=1e-300)


def test_gravitons_change_the_answer_of_the_paper():
    """x_RH at the paper's M_N and lambda: .252 without, .338 (Majorana) and .602 (literal) with; as many digits."""
    point = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}
    for options, expected in (
        ({}, 0.252),
        ({"gravitons": True}, 0.338),
        ({"gravitons": True, "vertex": "literal"}, 0.602),
    ):
        x_RH = rh.InverseSymmetryBreaking(**point, **options).solve().observables["x_RH"]
        assert x_RH == pytest.approx(expected, abs=6e-4)
