"""Contact of the Standard Model and its twin by Higgs mixing, and the temperature at which it ends.

The mass states are h = cos(theta) h_A - sin(theta) h_B and h', with tan(theta) = v_A/v_B = 1/vev_ratio. Twin-symmetric
Yukawa couplings give f and its twin F (mass vev_ratio m_f) the same coupling y/sqrt2 = m_f/v_A. With
P(q^2) = sin(theta) cos(theta) [1/(q^2 - m_h^2) - 1/(q^2 - m_h'^2)], summed over spins and colours,

    annihilation f fbar -> F Fbar:   |M|^2 = N_f N_F (m_f m_F0/v_A^2)^2 |P(s)|^2 4 (s - 4 m_f^2)(s - 4 m_F^2)
    scattering   f F -> f F:         |M|^2 = N_f N_F (m_f m_F0/v_A^2)^2  P(t)^2  4 (4 m_f^2 - t)(4 m_F^2 - t)

(m_F0: mass of the Standard Model copy of F), the second for each of f, fbar with F, Fbar. Pairs of all of
b, c, tau, s, mu with all their twins are summed, as Higgs mixing is the same for all flavours. With Maxwell-
Boltzmann statistics (Gondolo & Gelmini 1991; Edsjo & Gondolo 1997), x = sqrt(s)/T, two-body phase space Phi =
lambda^(1/2)/(8 pi s) and <> the average over the scattering angle,

    reaction density   gamma = T/(8 pi^3) Int ds sqrt(s) K_1(x) Phi_i Phi_f <|M|^2>
    energy exchange    kappa = T/(8 pi^3) Int ds s [3 K_2(x) + x K_1(x)] Phi_i Phi_f <|M|^2>        (annihilation)
                       kappa = T/(16 pi^3) Int ds K_2(x) Phi^2 <-t |M|^2>                           (scattering).

kappa is the response d rho_B/dt = kappa (T_A - T_B)/T at T_A close to T_B: (1/T) Int f_1 f_2 |M|^2 (E_1 + E_2)^2 for
annihilation, (1/2T) Int f_1 f_2 |M|^2 (E_1 - E_3)^2 for scattering.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.constants import M_HIGGS, V_HIGGS
from reheaton.cosmology import critical_density
from reheaton.errors import InvalidInput, quoted
from reheaton.numerics.bessel import scaled_bessel_k
from reheaton.numerics.quadrature import gauss_legendre_root_rule, gauss_legendre_rule
from reheaton.numerics.roots import rising_root
from reheaton.particles.fermions import CHARGED_LEPTONS, QUARKS

Floats = NDArray[np.float64]
Processes = Literal["all", "annihilation", "scattering"]
Definition = Literal["energy-exchange", "collisions"]

GAMMA_HIGGS: Final = 4.1e-3
"""Width of the 125 GeV Higgs boson [GeV]; LHC Higgs Cross Section Working Group 2016 (arXiv:1610.07922)."""
X_MAX: Final = 45.0
"""sqrt(s) - threshold in units of T at which the integrals end: exp(-45) = 3e-20."""
WINDOW: Final = 2.0
"""Half-width of the resonance panel in sqrt(s), in units of T, where the Boltzmann factor is smooth."""
T_RANGE: Final = (0.3, 20.0)
"""Temperatures [GeV] in which unconfined quarks below, and neither W, Z, h nor t above, carry the contact."""

_PANEL, _PANEL_WEIGHTS = gauss_legendre_root_rule(40)
"""For integrals over sqrt(s) from a threshold, where momenta are square roots."""
_NODES_S, _WEIGHTS_S = gauss_legendre_rule(40, -1.0, 1.0)
_NODES_T, _WEIGHTS_T = gauss_legendre_rule(10)


@dataclass(frozen=True)
class PortalFermion:
    """A Dirac fermion that carries the contact: mass m [GeV] in the Standard Model, N_c colours, Yukawa mass [GeV].

    `yukawa_mass` = sqrt2 times the vev times the coupling, where it differs from the mass (running quark masses).
    """

    name: str
    mass: float
    N_c: int
    yukawa_mass: float | None = None

    def __post_init__(self) -> None:
        for name in ("mass", "N_c", "yukawa_mass"):
            value = getattr(self, name)
            if value is not None and not 0 < value < np.inf:
                raise InvalidInput(f"{name} = {value} of the portal fermion {self.name} must be positive and finite.")


FERMIONS: Final = tuple(
    PortalFermion(fermion.name, fermion.mass, fermion.colours)
    for fermion in (QUARKS["b"], QUARKS["c"], CHARGED_LEPTONS["tau"], QUARKS["s"], CHARGED_LEPTONS["mu"])
)
"""Those that matter within T_RANGE."""


@dataclass(frozen=True, eq=False)
class _Pairs:
    """All pairs (f, F): masses and 4 N_f N_F (coupling)^2, each (n_pairs, 1, 1); Higgs masses and the width of h'."""

    m: Floats
    M: Floats
    coupling: Floats
    m_h: float
    m_h2: float
    Gamma_h2: float


def portal_reaction_density(
    T: ArrayLike, vev_ratio: float, *, processes: Processes = "all", fermions: tuple[PortalFermion, ...] = FERMIONS
) -> Floats:
    """Reactions between the sectors per volume and time, at equal temperatures.

    gamma = Sum_pairs (gamma_annihilation + 4 gamma_scattering); module docstring; Edsjo & Gondolo 1997
    (hep-ph/9704361), Eq. 3.8. T (n,) [GeV] -> (n,) [GeV^4].
    Raises InvalidInput for T outside T_RANGE, vev_ratio <= 1 or an unknown process.
    Validity: Maxwell-Boltzmann statistics (5% above Fermi-Dirac with blocking at 2 GeV, 8-13% for scattering), tree
    level, quarks unconfined. Above about 4 GeV the on-shell h dominates, where tree-level Yukawa couplings of the quark
    masses above overestimate the partial widths by up to 2. Quadrature error 1e-8; 1e-3 for vev_ratio < 1.1 at 20 GeV.
    """
    return _integrated(_temperatures(T), vev_ratio, processes, fermions)[0]


def energy_exchange(
    T: ArrayLike, vev_ratio: float, *, processes: Processes = "all", fermions: tuple[PortalFermion, ...] = FERMIONS
) -> Floats:
    """Response kappa of the energy flow to a temperature difference: d rho_B/dt = kappa (T_A - T_B)/T.

    Equations: module docstring. T (n,) [GeV] -> (n,) [GeV^5]. Errors and validity: `portal_reaction_density`.
    """
    return _integrated(_temperatures(T), vev_ratio, processes, fermions)[1]


def rate_per_twin_fermion(
    T: ArrayLike, vev_ratio: float, *, processes: Processes = "all", fermions: tuple[PortalFermion, ...] = FERMIONS
) -> Floats:
    """Reactions with the Standard Model per twin fermion: Gamma = gamma/n_F, n_F = Sum_F 2 N_F M_F^2 T K_2(M_F/T)/pi^2.

    n_F counts the twins of `fermions` and their antiparticles. T (n,) [GeV] -> (n,) [GeV]. Errors and validity:
    `portal_reaction_density`.
    """
    temperatures = _temperatures(T)
    gamma = _integrated(temperatures, vev_ratio, processes, fermions)[0]
    masses = vev_ratio * np.array([fermion.mass for fermion in fermions])[:, None]
    colours = np.array([fermion.N_c for fermion in fermions])[:, None]
    x = masses / temperatures
    density = (2 * colours * masses**2 * temperatures * np.exp(-x) * scaled_bessel_k(x)[1] / np.pi**2).sum(axis=0)
    return gamma / density


def energy_exchange_rate(
    T: ArrayLike,
    vev_ratio: float,
    rho_total: ArrayLike,
    *,
    processes: Processes = "all",
    fermions: tuple[PortalFermion, ...] = FERMIONS,
) -> Floats:
    """Rate at which the temperature difference of the sectors relaxes: Gamma = kappa/rho_total.

    d(T_A - T_B)/dt = -(kappa/T)(1/C_A + 1/C_B)(T_A - T_B) with heat capacities C_i = 4 rho_i/T, and
    (1/rho_A + 1/rho_B)/4 = 1/rho_total for equal sectors; 1% more for g_B/g_A = 0.8, and C_i is 5% above 4 rho_i/T at
    mass thresholds. T [GeV], rho_total [GeV^4] and the result [GeV] are (n,). Errors and validity:
    `portal_reaction_density`.
    """
    return energy_exchange(T, vev_ratio, processes=processes, fermions=fermions) / np.asarray(rho_total, dtype=float)


def decoupling_temperature(
    vev_ratio: float,
    hubble: Callable[[Floats], Floats],
    *,
    definition: Definition = "energy-exchange",
    processes: Processes = "all",
    fermions: tuple[PortalFermion, ...] = FERMIONS,
    T_min: float = T_RANGE[0],
    T_max: float = T_RANGE[1],
) -> float:
    """Temperature T_dec at which the sectors leave thermal contact: Gamma(T_dec) = H(T_dec) [GeV].

    'energy-exchange': Gamma = kappa/rho with rho = 3 H^2 M_PLANCK^2/(8 pi), the rate at which temperatures equalise.
    'collisions': Gamma = `rate_per_twin_fermion`, reactions per twin fermion.
    `hubble` maps T (n,) [GeV] to H (n,) [GeV] with both sectors at T. If there are several crossings, the lowest one.
    Raises InvalidInput if Gamma = H has no crossing within [T_min, T_max], and as `portal_reaction_density`, which
    also states the validity. With free-gas g_* = 140.75 the result is 1.68, 1.97 and 3.56 GeV at vev_ratio 3, 4 and
    10, mostly by b bbar -> c' cbar'. Changes at vev_ratio 4: quark masses,
    +18% with Yukawa couplings run to 10 GeV, -3% with pole masses; half or twice the rate, +13% or -11%; m_h' =
    infinity, -2%; the definition 'collisions', -1% (+4% at vev_ratio 10); Fermi statistics, below +1% (kappa falls by
    2-5%). Gluons through the top loop would add 1-3% to the rate.
    """
    low, high = T_RANGE
    if not low <= T_min < T_max <= high:
        raise InvalidInput(f"T_min = {T_min}, T_max = {T_max} GeV must satisfy {low} <= T_min < T_max <= {high}.")
    if definition not in ("energy-exchange", "collisions"):
        raise InvalidInput(f"definition = {quoted(definition)} must be 'energy-exchange' or 'collisions'.")

    def excess(ln_T: Floats) -> Floats:
        T = np.exp(ln_T)
        H = np.asarray(hubble(T), dtype=float)
        if H.shape != T.shape or not (np.isfinite(H) & (H > 0)).all():
            raise InvalidInput(
                f"hubble returned {H.tolist()} for T = {T.tolist()} GeV; it must map (n,) to H > 0 in (n,)."
            )
        if definition == "collisions":
            return np.log(rate_per_twin_fermion(T, vev_ratio, processes=processes, fermions=fermions) / H)
        rho = critical_density(H)
        return np.log(energy_exchange_rate(T, vev_ratio, rho, processes=processes, fermions=fermions) / H)

    # The ends are kept inside the range, which exp(log()) may leave by a rounding error.
    grid = np.linspace(np.log(T_min * (1 + 1e-12)), np.log(T_max * (1 - 1e-12)), 8)
    values = excess(grid)
    crossings = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if values[0] >= 0 or not len(crossings):
        relation = "above" if values[0] >= 0 else "below"
        raise InvalidInput(
            f"Gamma = H has no crossing for vev_ratio = {vev_ratio} within [{T_min}, {T_max}] GeV: the rate is "
            f"{relation} H at T_min, Gamma/H = {np.exp(values[0]):.3g} at T_min and {np.exp(values[-1]):.3g} at T_max."
        )
    i = int(crossings[0])
    return float(np.exp(rising_root(excess, grid[i], grid[i + 1], values[i], values[i + 1])))


def _temperatures(T: ArrayLike) -> Floats:
    temperatures = np.asarray(T, dtype=float)
    low, high = T_RANGE
    if temperatures.ndim != 1 or not ((temperatures >= low) & (temperatures <= high)).all():
        raise InvalidInput(
            f"T = {temperatures.tolist()} GeV must be a list of temperatures within [{low}, {high}] GeV."
        )
    return temperatures


def _pairs(vev_ratio: float, fermions: tuple[PortalFermion, ...]) -> _Pairs:
    if not 1.0 < vev_ratio < np.inf:
        raise InvalidInput(f"vev_ratio = {vev_ratio} must be finite and above 1, where h and h' would cancel exactly.")
    n = len(fermions)
    mass = np.array([fermion.mass for fermion in fermions])
    yukawa = np.array([f.mass if f.yukawa_mass is None else f.yukawa_mass for f in fermions]) / V_HIGGS
    strength = np.array([fermion.N_c for fermion in fermions]) * yukawa**2
    sine_cosine = vev_ratio / (1.0 + vev_ratio**2)
    f_total = V_HIGGS * np.hypot(1.0, vev_ratio)
    m_h2 = vev_ratio * M_HIGGS
    return _Pairs(
        m=np.repeat(mass, n)[:, None, None],
        M=vev_ratio * np.tile(mass, n)[:, None, None],
        coupling=4.0 * sine_cosine**2 * np.outer(strength, strength).reshape(-1, 1, 1),
        m_h=M_HIGGS,
        m_h2=m_h2,
        # Decays of the radial mode into the seven Goldstone modes of O(8)/O(7); it only keeps the pole finite.
        Gamma_h2=7.0 * m_h2**3 / (32.0 * np.pi * f_total**2),
    )


def _integrated(
    T: Floats, vev_ratio: float, processes: Processes, fermions: tuple[PortalFermion, ...]
) -> tuple[Floats, Floats]:
    """gamma [GeV^4] and kappa [GeV^5] summed over the pairs, each (n_T,)."""
    if processes not in ("all", "annihilation", "scattering"):
        raise InvalidInput(f"processes = {quoted(processes)} must be 'all', 'annihilation' or 'scattering'.")
    pairs = _pairs(vev_ratio, fermions)
    grid = T[None, :, None]
    gamma, kappa = np.zeros(len(T)), np.zeros(len(T))
    if processes != "scattering":
        for number, energy in _annihilation(pairs, grid):
            gamma, kappa = gamma + number, kappa + energy
    if processes != "annihilation":
        number, energy = _scattering(pairs, grid)
        gamma, kappa = gamma + 4.0 * number, kappa + 4.0 * energy
    return gamma, kappa


def _scattering(pairs: _Pairs, T: Floats) -> tuple[Floats, Floats]:
    """gamma and kappa of f F -> f F, one of the four choices of particle and antiparticle; sum of the pairs, (n_T,)."""
    m, M = pairs.m, pairs.M
    root, weight = m + M + X_MAX * T * _PANEL, X_MAX * T * _PANEL_WEIGHTS
    s = root**2
    lam = (s - (m + M) ** 2) * (s - (m - M) ** 2)
    number, transfer = np.zeros_like(s), np.zeros_like(s)
    for node, w in zip(_NODES_T, _WEIGHTS_T, strict=True):
        minus_t = node * lam / s
        propagator = 1.0 / (minus_t + pairs.m_h**2) - 1.0 / (minus_t + pairs.m_h2**2)
        value = w * propagator**2 * (4 * m**2 + minus_t) * (4 * M**2 + minus_t)
        number += value
        transfer += minus_t * value
    phase_space = pairs.coupling * lam / (8.0 * np.pi * s) ** 2 * weight * 2.0 * root
    K1, K2 = scaled_bessel_k(root / T)
    boltzmann = phase_space * np.exp(-root / T) * T / (8.0 * np.pi**3)
    return (boltzmann * root * K1 * number).sum(axis=(0, 2)), (boltzmann * 0.5 * K2 * transfer).sum(axis=(0, 2))


def _annihilation(pairs: _Pairs, T: Floats) -> list[tuple[Floats, Floats]]:
    """gamma and kappa of f fbar -> F Fbar below, across and above the Higgs resonance; summed over pairs, (n_T,) each.

    The panel across is symmetric about s = m_h^2: there the even Gauss rule integrates the smooth part of the integrand
    minus its value on resonance, and the Lorentzian itself is integrated in closed form.
    """
    threshold = 2.0 * np.maximum(pairs.m, pairs.M)
    end = np.maximum(threshold, pairs.m_h) + X_MAX * T
    open_ = threshold < pairs.m_h
    half = np.minimum(0.5 * np.maximum(pairs.m_h**2 - threshold**2, 0.0), 2.0 * pairs.m_h * WINDOW * T)
    below, above = np.sqrt(pairs.m_h**2 - half), np.sqrt(pairs.m_h**2 + half)
    width = pairs.m_h * GAMMA_HIGGS
    # The Boltzmann factor cuts the first panel before the resonance when T is low.
    split = np.minimum(below, threshold + X_MAX * T)
    results: list[tuple[Floats, Floats]] = []
    for start, stop in ((threshold, np.where(open_, split, end)), (np.where(open_, above, end), end)):
        root, weight = start + (stop - start) * _PANEL, (stop - start) * _PANEL_WEIGHTS
        number, energy = _annihilation_integrand(pairs, T, root)
        lorentzian = 2.0 * root * weight / ((root**2 - pairs.m_h**2) ** 2 + width**2)
        results.append(((number * lorentzian).sum(axis=(0, 2)), (energy * lorentzian).sum(axis=(0, 2))))
    offset = half * _NODES_S
    lorentzian = half * _WEIGHTS_S / (offset**2 + width**2)
    peak = 2.0 * np.arctan(half / width) / width - lorentzian.sum(axis=2, keepdims=True)
    centre = np.broadcast_to(np.maximum(pairs.m_h, threshold), half.shape)
    at_nodes = _annihilation_integrand(pairs, T, np.maximum(np.sqrt(pairs.m_h**2 + offset), threshold))
    on_peak = _annihilation_integrand(pairs, T, centre)
    number, energy = (
        np.where(open_, node * lorentzian, 0.0).sum(axis=(0, 2)) + np.where(open_, top * peak, 0.0).sum(axis=(0, 2))
        for node, top in zip(at_nodes, on_peak, strict=True)
    )
    return [*results, (number, energy)]


def _annihilation_integrand(pairs: _Pairs, T: Floats, root: Floats) -> tuple[Floats, Floats]:
    """Integrands in s of gamma and kappa, without the Lorentzian of h."""
    s = root**2
    betas = (s - 4.0 * pairs.m**2) * (s - 4.0 * pairs.M**2)
    pole_2 = s - pairs.m_h2**2 + 1j * pairs.m_h2 * pairs.Gamma_h2
    # |1/a - 1/b|^2 |a|^2 = |b - a|^2/|b|^2, with a = s - m_h^2 + i m_h Gamma_h.
    difference = pairs.m_h**2 - pairs.m_h2**2 + 1j * (pairs.m_h2 * pairs.Gamma_h2 - pairs.m_h * GAMMA_HIGGS)
    propagator = np.abs(difference / pole_2) ** 2
    phase_space = pairs.coupling * propagator * np.maximum(betas, 0.0) ** 1.5 / (s * (8.0 * np.pi) ** 2)
    K1, K2 = scaled_bessel_k(root / T)
    boltzmann = phase_space * np.exp(-root / T) * T / (8.0 * np.pi**3)
    return boltzmann * root * K1, boltzmann * s * (3.0 * K2 + root / T * K1)
