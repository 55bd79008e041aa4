"""P(k) and C_l of a point that CLASS computed, beside those of cold dark matter."""

import numpy as np
from matplotlib.figure import Figure

from reheaton.figures.annotations import INK
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.sky.spectra import Spectra


def draw_power(spectra: Spectra) -> Drawing:
    """P(k)/P_cold(k) and the half mode; table `power`."""
    ratio = spectra.P / spectra.P_cold
    with house_style():
        figure = Figure()
        ax = figure.subplots()
        ax.plot(spectra.k, ratio, color=OKABE_ITO[0])
        ax.axhline(1.0, color="0.6", linewidth=0.8)
        if np.isfinite(spectra.k_half_mode):
            ax.plot([spectra.k_half_mode], [0.25], marker="o", color=OKABE_ITO[1], markersize=6)
            ax.annotate(
                rf"$k_{{\rm hm}} = {spectra.k_half_mode:.4g}\,h$/Mpc", (spectra.k_half_mode, 0.25),
                xytext=(-10, 0), textcoords="offset points", ha="right", va="center", color=INK,
            )  # fmt: skip
        ax.set(xscale="log", xlim=(max(spectra.k[0], 1e-3 * spectra.k[-1]), spectra.k[-1]), ylim=(0.0, 1.1))
        ax.set_xlabel(r"wave number $k$ [$h$/Mpc]")
        ax.set_ylabel(r"$P(k)/P_{\rm CDM}(k)$ today")
    columns = ("k [h/Mpc]", "P [(Mpc/h)^3]", "P cold [(Mpc/h)^3]", "P/P cold")
    rows = list(zip(spectra.k, spectra.P, spectra.P_cold, ratio, strict=True))
    comment = f"Linear matter power today by CLASS, and of cold dark matter with the same N_eff; {_cosmology(spectra)}."
    return Drawing(figure, {"power": Table(columns, rows, comment)})


def draw_microwave_background(spectra: Spectra) -> Drawing:
    """Lensed temperature spectrum, and its ratio to cold dark matter of the same N_eff and to N_eff = 3.044; `cmb`."""
    multipoles, C = spectra.multipoles, spectra.C["tt"]
    with house_style():
        figure = Figure(figsize=(6.4, 5.6))
        top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        top.plot(multipoles, C, color=OKABE_ITO[0], label=rf"this point, $N_{{\rm eff}}$ = {spectra.N_eff:.4g}")
        top.plot(multipoles, spectra.C_standard["tt"], color=OKABE_ITO[1], linestyle="--", linewidth=1.0,
                 label=r"$\Lambda$CDM, $N_{\rm eff}$ = 3.044")  # fmt: skip
        top.set_ylabel(r"$\ell(\ell + 1)\,C_\ell^{TT}/2\pi$ [$\mu$K$^2$]")
        top.legend()
        bottom.axhline(0.0, color="0.6", linewidth=0.8)
        bottom.plot(multipoles, 100.0 * (C / spectra.C_cold["tt"] - 1.0), color=OKABE_ITO[0],
                    label=r"against $\Lambda$CDM of the same $N_{\rm eff}$")  # fmt: skip
        bottom.plot(multipoles, 100.0 * (C / spectra.C_standard["tt"] - 1.0), color=OKABE_ITO[1], linestyle="--",
                    label=r"against $N_{\rm eff}$ = 3.044")  # fmt: skip
        bottom.set(xlim=(2, multipoles[-1]), xlabel=r"multipole $\ell$", ylabel="difference [%]")
        low, high = bottom.get_ylim()
        bottom.set_ylim(low - 0.45 * (high - low), high)
        bottom.legend(loc="lower left")
    names = tuple(spectra.C)
    columns = ("l", *(f"{name} {of}" for of in ("point", "cold", "standard") for name in names))
    arrays = [group[name] for group in (spectra.C, spectra.C_cold, spectra.C_standard) for name in names]
    rows = list(zip(multipoles, *arrays, strict=True))
    comment = f"l (l + 1) C_l/(2 pi) [muK^2], lensed, by CLASS; {_cosmology(spectra)}."
    return Drawing(figure, {"cmb": Table(columns, rows, comment)})


def _cosmology(spectra: Spectra) -> str:
    c = spectra.cosmology
    return (
        f"h = {c.h:g}, omega_b = {c.omega_b:g}, omega_dm = {c.omega_dm:g}, A_s = {c.A_s:g}, n_s = {c.n_s:g},"
        f" tau = {c.tau_reio:g}, m_neutrino = {c.m_neutrino:g} eV"
    )
