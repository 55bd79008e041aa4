"""Fig. 1 of "Twin Sterile Neutrino Dark Matter": energy densities and temperatures of one allowed point."""

from typing import Any, Final

from reheaton.backend.progress import Progress
from reheaton.cosmology import T_BBN, T_CMB
from reheaton.figures.annotations import Mark
from reheaton.figures.drawing import Drawing
from reheaton.figures.history import Curves, history_drawing
from reheaton.figures.settings import settings_text
from reheaton.models.result import Result
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino

POINT: Final[dict[str, Any]] = {"m_N": 80.0, "m_nu": 1.5e-9, "vev_ratio": 4.0}
"""A point that is allowed today: m_N [GeV], m_nu [eV]."""
LABELS: Final = {"sm": "Standard Model", "twin": "twin sector", "N": "heavy neutrino $N$"}


def figure_1(progress: Progress) -> Drawing:
    """rho a^4 and T a of the Standard Model, the twin sector and N; T_f, T_dec, domination, decay, BBN, CMB marked."""
    progress("solving", 0.1)
    result = TwinSterileNeutrino(**POINT).solve()
    progress("drawing", 0.7)
    return draw_twin_history(result)


def draw_twin_history(result: Result) -> Drawing:
    """The history of a solved twin model with a relic, and its events; tables `history` and `marks`."""
    curves = Curves.of(result.background)
    comment = settings_text(result, latex=False)
    return history_drawing(curves, twin_marks(curves, result), LABELS, caption(result), comment)


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
    """Observables of the point, and its settings, in LaTeX."""
    o = result.observables
    return (
        rf"$T_{{\rm RH}}$ ($\Gamma_N = H$) = {energy(o['T_RH'])},"
        rf" $T_{{\rm twin}}/T_{{\rm SM}}$ = {o['T_ratio_bbn']:.3f} (BBN), {o['T_ratio_cmb']:.3f} (CMB),"
        rf" $\Delta N_{{\rm eff}}$ = {o['delta_N_eff_bbn']:.3f} (BBN), {o['delta_N_eff_cmb']:.3f} (CMB)."
        f"\n{settings_text(result, latex=True)}."
    )


def energy(value: float) -> str:
    """An energy given in GeV, with three digits and the unit that keeps it short."""
    for unit, size in (("TeV", 1e3), ("GeV", 1.0), ("MeV", 1e-3), ("keV", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} eV"
