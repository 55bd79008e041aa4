"""Fig. 1 of "Twin Sterile Neutrino Dark Matter": energy densities and temperatures of one allowed point."""

from typing import Final

from reheaton.backend.progress import Progress
from reheaton.cosmology import T_BBN, T_CMB
from reheaton.figures.annotations import Mark
from reheaton.figures.drawing import Drawing
from reheaton.figures.history import Curves, history_drawing
from reheaton.models.result import Result
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.sterile_dark_matter import in_use

POINT: Final = {"m_N": 30.0, "m_nu": 1.5e-7, "vev_ratio": 4.0}
"""A point inside the allowed wedge of Fig. 2: m_N [GeV], m_nu [eV]."""
LABELS: Final = {"sm": "Standard Model", "twin": "twin sector", "N": "heavy neutrino $N$"}


def figure_1(progress: Progress) -> Drawing:
    """rho a^4 and T a of the Standard Model, the twin sector and N; T_f, T_dec, domination, decay, BBN, CMB marked."""
    progress("solving", 0.1)
    result = TwinSterileNeutrino(**POINT).solve()
    progress("drawing", 0.7)
    return draw_twin_history(result)


def draw_twin_history(result: Result) -> Drawing:
    """The history of a solved twin model with a relic, and the moments of its story; tables `history` and `marks`."""
    curves = Curves.of(result.background)
    return history_drawing(curves, twin_marks(curves, result), LABELS, caption(result))


def twin_marks(curves: Curves, result: Result) -> list[Mark]:
    """Freeze-out, end of contact, domination, decay, nucleosynthesis and recombination, in order of time."""
    T_dec, T_RH = result.diagnostics["T_dec"], result.observables["T_RH"]

    def cooled_to(name: str, label: str, T: float) -> Mark:
        return Mark(name, label, curves.log_a_at("sm", T))

    T_f = result.parameters["T_f"]
    marks = [
        Mark("T_f", f"$T_f$\n{energy(T_f)}", 0.0),
        cooled_to("T_dec", f"$T_{{\\rm dec}}$\n{energy(T_dec)}", T_dec),
        cooled_to("BBN", f"BBN\n{energy(T_BBN)}", T_BBN),
        cooled_to("CMB", f"CMB\n{energy(T_CMB)}", T_CMB),
    ]
    marks += [Mark("domination", "$N$\ndominates", log_a) for log_a in curves.domination()[:1]]
    if 0.0 < T_RH < T_f:
        marks.append(cooled_to("T_RH", f"$T_{{\\rm RH}}$\n{energy(T_RH)}", T_RH))
    return sorted(marks, key=lambda mark: mark.log_a)


def caption(result: Result) -> str:
    """The point, what follows from it, and the options."""
    p, o = result.parameters, result.observables
    options = ", ".join(f"{name} = {value}" for name, value in in_use(result.parameters, result.options).items())
    return (
        f"m_N = {p['m_N']:g} GeV, m_nu = {_plain(p['m_nu'])} eV, vev_ratio = {p['vev_ratio']:g},"
        f" T_f = {energy(p['T_f'])}, T_dec = {energy(p['T_dec'])}. T_RH (Gamma_N = H) = {energy(o['T_RH'])},"
        f" T_twin/T_SM = {o['T_ratio_bbn']:.3f} (BBN), {o['T_ratio_cmb']:.3f} (CMB),"
        f" Delta N_eff = {o['delta_N_eff_bbn']:.3f} (BBN), {o['delta_N_eff_cmb']:.3f} (CMB).\n{options}."
    )


def energy(value: float) -> str:
    """An energy given in GeV, with three digits and the unit that keeps it short."""
    for unit, size in (("TeV", 1e3), ("GeV", 1.0), ("MeV", 1e-3), ("keV", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} eV"


def _plain(value: float) -> str:
    """Six digits, and 1e-7 instead of 1e-07."""
    return f"{value:g}".replace("e-0", "e-")
