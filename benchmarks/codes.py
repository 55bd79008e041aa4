"""Time other codes beside ours where they can be installed: primat, with its own history and with ours.

Run by `make bench`, or `python benchmarks/codes.py`. Takes half a minute; README.md says which codes are missing.
"""

from importlib.util import find_spec

from harness import sections
from harness.results import Summary
from harness.timing import in_turn

import reheaton as rh

POINT = {"m_N": 80.0, "m_nu": 1.5e-9, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
"""A point of the twin model that is allowed."""


def primat(summary: Summary) -> None:
    """Helium by primat along its own history of the Standard Model and along ours, and what our part of it takes."""
    if not find_spec("primat"):
        print("primat is not installed: pip install 'reheaton[bbn]'.")
        return
    alone = rh.DodelsonWidrow(m_s=7.0, sin2_2theta=1e-12).solve()  # hardly any dark matter
    jobs = {history: lambda history=history: alone.elements(history=history) for history in ("primat", "own")}
    found = {name: job().measured()["Y_p"] for name, job in jobs.items()}
    point = rh.TwinSterileNeutrino(**POINT)
    point.solve()
    seconds = in_turn(jobs | {"solve": point.solve}, 9)
    summary.add("Y_p of the Standard Model by primat, its own history, CPU", 1e3 * seconds["primat"], "ms")
    job = "Y_p of the Standard Model by primat, our history; three runs of primat, CPU"
    summary.add(job, 1e3 * seconds["own"], "ms", error=abs(found["own"] / found["primat"] - 1.0))
    summary.add("a history of the twin model for primat: one warm solve, CPU", 1e3 * seconds["solve"], "ms")


if __name__ == "__main__":
    sections.run(__file__, "Time other codes.", one_core=(primat,))
