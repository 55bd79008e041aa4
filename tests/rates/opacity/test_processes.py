"""Couplings and matrix elements against traces of Dirac matrices, published sums and symmetries."""

import dataclasses

import numpy as np
import pytest

from reheaton import constants as c
from reheaton.errors import InvalidInput
from reheaton.particles.fermions import FLAVOURS
from reheaton.rates.mixing_in_matter import OPACITY_ALL_FERMIONS, OPACITY_LEPTONIC
from reheaton.rates.opacity.processes import FermionMasses, leptonic_processes, quark_processes

from .dirac import METRIC, contracted, line
from .direct import summed

S2W = c.SIN2_THETA_W
# T3 and Q of the fermions of the first generation; the others repeat it.
QUANTUM_NUMBERS = {"l": (-0.5, -1.0), "u": (0.5, 2.0 / 3.0), "d": (-0.5, -1.0 / 3.0)}
KIND = {"e": "l", "mu": "l", "tau": "l", "u": "u", "c": "u", "t": "u", "d": "d", "s": "d", "b": "d"}


def squared(first, second):
    """|M|^2/(128 G_F^2) of (G_F/sqrt2) J_1 J_2: contraction of two lines."""
    return contracted(first, second) / 256.0


def collision(masses, seed=0):
    """Four-momenta p1 + p2 = p3 + p4 on their mass shells, p1 massless."""
    random = np.random.default_rng(seed)
    p1, p2 = random.normal(size=(2, 3)) * 2.0 * (1.0 + sum(masses))
    total = np.array([np.linalg.norm(p1) + np.sqrt(p2 @ p2 + masses[0] ** 2), *(p1 + p2)])
    s = np.sum(METRIC * total**2)
    E3 = (s + masses[1] ** 2 - masses[2] ** 2) / (2.0 * np.sqrt(s))
    direction = random.normal(size=3)
    q = direction / np.linalg.norm(direction) * np.sqrt(E3**2 - masses[1] ** 2)
    along = q @ total[1:]
    energy = (total[0] * E3 + along) / np.sqrt(s)
    p3 = np.array([energy, *(q + total[1:] * (E3 + energy) / (total[0] + np.sqrt(s)))])
    return np.array([np.linalg.norm(p1), *p1]), np.array([np.sqrt(p2 @ p2 + masses[0] ** 2), *p2]), p3, total - p3


def declared(process, p):
    """K of a process with four-momenta p."""
    m2, m3, m4 = process.masses

    def dot(i, j):
        return np.sum(METRIC * p[i - 1] * p[j - 1])

    forms = (dot(1, 2) * dot(3, 4), dot(1, 4) * dot(2, 3), dot(1, 3) * dot(2, 4), dot(1, 3) * m2 * m4)
    return np.dot(process.coefficients, [*forms, dot(1, 2) * m3 * m4])


# Heavy enough that terms in masses matter, and all different.
MASSES = FermionMasses({"e": 0.3, "mu": 0.5, "tau": 0.9}, {"u": 0.2, "d": 0.4, "s": 0.6, "c": 0.7, "b": 1.1, "t": 1.3})


def by_name(flavour, masses=MASSES):
    processes = (*leptonic_processes(flavour, masses), *quark_processes(flavour, masses))
    assert len({process.name for process in processes}) == len(processes)
    return {process.name: process for process in processes}


def couplings(name, flavour):
    """gL and gR of a charged fermion with nu_flavour: T3 - Q s^2, and W exchange adds 1 to that of its own lepton."""
    isospin, charge = QUANTUM_NUMBERS[KIND[name]]
    return isospin - charge * S2W + (name == flavour), -charge * S2W


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", KIND)
def test_neutral_currents(flavour, name):
    """1e-12: rounding of traces. Scattering off a fermion and its antifermion; pairs of fermion 3 and antifermion 4."""
    m = MASSES.leptons[name] if name in MASSES.leptons else MASSES.quarks[name]
    gL, gR = couplings(name, flavour)
    colours = 3.0 if name in MASSES.quarks else 1.0
    p1, p2, p3, p4 = p = collision((m, 0.0, m))
    neutrino = line((p3, 0.0), (p1, 0.0), 1.0, 0.0)
    off_fermion = squared(neutrino, line((p4, m), (p2, m), gL, gR))
    off_antifermion = squared(neutrino, line((p2, -m), (p4, -m), gL, gR))
    process = by_name(flavour)[name]
    assert process.masses == (m, 0.0, m)
    assert declared(process, p) == pytest.approx(colours * (off_fermion + off_antifermion), rel=1e-12)
    p1, p2, p3, p4 = p = collision((0.0, m, m))
    made = squared(line((p2, 0.0), (p1, 0.0), 1.0, 0.0), line((p3, m), (p4, -m), gL, gR))
    process = by_name(flavour)[f"{name} pair"]
    assert process.masses == (0.0, m, m)
    assert declared(process, p) == pytest.approx(colours * made, rel=1e-12)


def charged_current(masses, lines):
    """K of left-handed lines, each ((out, mass), (into, mass)) with momenta by number and the sign of antiparticles."""
    p = collision(masses)
    first, second = (line(*((p[k - 1], m) for k, m in ends), 1.0, 0.0) for ends in lines)
    return p, squared(first, second)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", ["e", "mu", "tau"])
def test_charged_currents_of_leptons(flavour, name):
    """nu_a l -> a nu_l, nu_a nubar_l -> a l+, nu_a a+ -> nu_l l+; for l = a they are in the neutral current."""
    own, m, found = MASSES.leptons[flavour], MASSES.leptons[name], by_name(flavour)
    expected = {
        f"{name} to {flavour}": ((m, own, 0.0), (((3, own), (1, 0.0)), ((4, 0.0), (2, m)))),
        f"nubar_{name} to {flavour} pair": ((0.0, own, m), (((3, own), (1, 0.0)), ((2, 0.0), (4, -m)))),
        f"{flavour} pair to {name}": ((own, 0.0, m), (((2, -own), (1, 0.0)), ((3, 0.0), (4, -m)))),
    }
    for process, (masses, lines) in expected.items():
        if name == flavour:
            assert process not in found
            continue
        p, K = charged_current(masses, lines)
        assert found[process].masses == masses
        assert declared(found[process], p) == pytest.approx(K, rel=1e-12)


@pytest.mark.parametrize("pair", ["ud", "us", "cd", "cs", "tb"])
def test_charged_currents_of_quarks(pair):
    """nu_a d -> a u, nu_a ubar -> a dbar, nu_a a+ -> u dbar; three colours and |V|^2."""
    own, up, down = MASSES.leptons["mu"], MASSES.quarks[pair[0]], MASSES.quarks[pair[1]]
    expected = {
        f"{pair[1]} to {pair[0]}": ((down, own, up), (((3, own), (1, 0.0)), ((4, up), (2, down)))),
        f"{pair[0]}bar to {pair[1]}bar": ((up, own, down), (((3, own), (1, 0.0)), ((2, -up), (4, -down)))),
        f"mu pair to {pair}bar": ((own, up, down), (((2, -own), (1, 0.0)), ((3, up), (4, -down)))),
    }
    for process, (masses, lines) in expected.items():
        p, K = charged_current(masses, lines)
        assert by_name("mu")[process].masses == masses
        assert declared(by_name("mu")[process], p) == pytest.approx(3.0 * c.CKM_ABS[pair] ** 2 * K, rel=1e-12)


def test_elements_left_out_are_small():
    """|V_ub|^2, |V_cb|^2, |V_td|^2, |V_ts|^2: together 0.4% of one of three generations of quark currents."""
    kept = {name for name in by_name("mu") if "bar" in name and " pair to " in name}
    assert kept == {f"mu pair to {pair}bar" for pair in ("ud", "us", "cd", "cs", "tb")}
    dropped = sum(c.CKM_ABS[pair] ** 2 for pair in ("ub", "cb", "td", "ts"))
    assert dropped < 4e-3


def test_neutrinos_among_themselves():
    """From amplitudes: g = 1/2 each; nu_a with itself has two diagrams, and 1/2 for identical products."""
    vertex = 0.5**2
    same = (2.0 * 0.5) ** 2
    expected = {"S": 0.5 * same + 2.0 * vertex, "U": same + 2.0 * vertex + 2.0 * vertex}
    for flavour in FLAVOURS:
        process = by_name(flavour)["neutrinos"]
        assert process.masses == (0.0, 0.0, 0.0)
        assert process.coefficients == (expected["S"], expected["U"], 0.0, 0.0, 0.0)


# --- published sums ----------------------------------------------------------------------------------


def without_blocking(processes):
    """C of massless particles without blocking: 7 pi/45 for S, a third of it for U and V."""
    return 7.0 * np.pi / 45.0 * sum(S + (U + V) / 3.0 for S, U, V, _, _ in (p.coefficients for p in processes))


@pytest.mark.parametrize(("flavour", "y"), [("mu", 0.917), ("tau", 0.917), ("e", 1.294)])
def test_electrons_and_neutrinos_alone(flavour, y):
    """y of Notzold & Raffelt, rounded to three decimals: 1e-3."""
    light = [p for p in leptonic_processes(flavour, FermionMasses()) if max(p.masses) <= c.M_ELECTRON]
    assert without_blocking(light) == pytest.approx(y, rel=1e-3)
    if flavour == "mu":
        assert without_blocking(light) == pytest.approx(OPACITY_LEPTONIC, rel=1e-3)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_all_leptons_and_five_quarks(flavour):
    """20.6 times 7 pi/45 = 10.1, each rounded to three digits: 0.5%."""
    masses = FermionMasses()
    processes = (*leptonic_processes(flavour, masses), *quark_processes(flavour, masses))
    light = [p for p in processes if max(p.masses) < c.M_TOP]
    assert without_blocking(light) / (7.0 * np.pi / 45.0) == pytest.approx(20.6, abs=0.05)
    assert without_blocking(light) == pytest.approx(OPACITY_ALL_FERMIONS, rel=5e-3)


@pytest.mark.parametrize(
    ("T", "p_over_T", "loss", "with_gain"),
    [
        (0.010, 0.51371, 0.65434, 1.0458),
        (0.020, 1.0685, 0.7783, 1.0457),
        (0.040, 2.837, 1.4265, 1.5101),
        (0.080, 4.6228, 1.9264, 1.9453),
        (0.150, 9.6154, 2.1257, 2.1258),
        (0.500, 0.51371, 1.9533, 3.1219),
    ],
)
def test_leptonic_rates_of_nu_mu(T, p_over_T, loss, with_gain):
    """C of an independent calculation with all statistics, T [GeV]; its adaptive integrals were good to 0.5%."""
    C = summed(leptonic_processes("mu", FermionMasses()), [p_over_T], T)[0]
    assert C == pytest.approx(loss, rel=5e-3)
    assert C * (1.0 + np.exp(-p_over_T)) == pytest.approx(with_gain, rel=5e-3)


# --- symmetries and errors ---------------------------------------------------------------------------


def test_muon_and_tau_are_alike():
    """1e-12: the same numbers added in another order."""
    leptons = {"e": c.M_ELECTRON, "mu": c.M_MUON, "tau": c.M_MUON}
    masses = dataclasses.replace(FermionMasses(), leptons=leptons)
    x, T = np.array([0.2, 3.0, 20.0]), np.array([0.02, 0.08, 0.5])
    C = {flavour: summed(leptonic_processes(flavour, masses), x, T) for flavour in FLAVOURS}
    np.testing.assert_allclose(C["mu"], C["tau"], rtol=1e-12)
    # Electrons tell nu_e apart at 20 MeV.
    assert C["e"][0] > 1.2 * C["mu"][0]


@pytest.mark.parametrize("processes", [leptonic_processes, quark_processes])
def test_unknown_flavour(processes):
    with pytest.raises(InvalidInput, match=r"flavour = 'muu' is not known: did you mean 'mu'\?"):
        processes("muu", FermionMasses())
    with pytest.raises(InvalidInput, match=r"known are mu, e, tau\."):
        processes("x", FermionMasses())
