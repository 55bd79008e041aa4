"""Write src/reheaton/data/qcd/hadrons.csv from the Particle Data Group tables in the `particle` package.

Run from the repository root: python tools/make_hadrons.py
"""

from collections import defaultdict
from pathlib import Path

import numpy as np
import particle
from particle import Particle

from reheaton.backend.whole_file import whole_file
from reheaton.matter.ideal_gas import exact_pressure

TARGET = Path("src/reheaton/data/qcd/hadrons.csv")
MASS_MAX = 2.0
# At this temperature [GeV] the mass of a lump is the pressure-weighted mean of its members.
T_LUMP = 0.12
# The pressure of f0(500) and K0*(700) is cancelled by the repulsive channels (Broniowski et al. 2015, 1506.01260).
CANCELLED = {9000221, 9000311, 9000321}
PSEUDOSCALARS = {111: "pi0", 211: "pi+-", 311: "K", 321: "K", 221: "eta"}
MIXTURES = {130, 310}
HEADER = """\
# Hadrons of the resonance gas: light and strange mesons and baryons up to {top:g} GeV.
# Origin: Review of Particle Physics (Particle Data Group), read through particle {version} (BSD-3-Clause), tables
#   {table}. Excluded: poorly established states (status > 1), charm, bottom,
#   f0(500) and K0*(700), whose pressure is cancelled by repulsive channels (arXiv:1506.01260).
# Version 2. Licence of this file: as the library (facts from the PDG). Made by: tools/make_hadrons.py
# Neighbouring states of equal statistics share a line: pi, K, eta by isospin multiplet, others by mass interval.
# Columns: mass [GeV] (pressure-weighted mean at T = {t_lump:g} GeV), degeneracy (spin, isospin, antiparticles),
#   sign (+1 fermion, -1 boson), pseudoscalar (1: m ~ sqrt(quark mass)),
#   sums of Q^2, B Q and B^2 over these degrees of freedom (Q electric charge, B baryon number), members
"""


def is_wanted(state: Particle) -> bool:
    """Light or strange hadron, established, below MASS_MAX, not counted twice and not cancelled."""
    number = state.pdgid
    if not number.is_hadron or abs(int(number)) > 1_000_000_000:
        return False
    if number.has_charm or number.has_bottom or number.has_top or state.mass is None or state.J is None:
        return False
    excluded = int(number) in MIXTURES or abs(int(number)) in CANCELLED
    return not excluded and int(state.status) <= 1 and state.mass <= 1e3 * MASS_MAX


def label(state: Particle) -> tuple[int, int, str]:
    """The lump of a state: (sign, pseudoscalar, name or mass interval)."""
    sign = 1 if state.pdgid.is_baryon else -1
    name = PSEUDOSCALARS.get(abs(int(state.pdgid)))
    if name is not None:
        return sign, 1, name
    mass = float(state.mass or 0.0)
    width = 20.0 if mass < 1300.0 else 50.0
    return sign, 0, f"{int(mass // width * width)}-{int(mass // width * width + width)} MeV"


def numbers(state: Particle) -> tuple[float, ...]:
    """Mass [GeV], degrees of freedom, and the sums of Q^2, B Q and B^2 over them; Q and B from the PDG number."""
    number = state.pdgid
    charge = float(number.three_charge or 0) / 3.0
    baryon = float(np.sign(int(number))) if number.is_baryon else 0.0
    g = float(2 * (state.J or 0.0) + 1)
    return 1e-3 * float(state.mass or 0.0), g, g * charge**2, g * baryon * charge, g * baryon**2


def main() -> None:
    """Lump the wanted states and write TARGET."""
    lumps: dict[tuple[int, int, str], list[tuple[float, ...]]] = defaultdict(list)
    for state in Particle.all():
        if is_wanted(state):
            lumps[label(state)].append(numbers(state))
    rows = []
    for (sign, pseudoscalar, name), members in lumps.items():
        mass, g, *charges = np.array(members).T
        weight = g * exact_pressure(mass / T_LUMP, "fermion" if sign > 0 else "boson")
        noun = "state" if len(members) == 1 else "states"
        members_text = name if pseudoscalar else f"{len(members)} {noun} in {name}"
        sums = [f"{column.sum():.0f}" for column in charges]
        rows.append((float(np.average(mass, weights=weight)), g.sum(), sign, pseudoscalar, *sums, members_text))
    table = ", ".join(Particle.table_names())
    text = HEADER.format(top=MASS_MAX, version=particle.__version__, table=table, t_lump=T_LUMP)
    for mass, g, sign, pseudoscalar, *rest in sorted(rows):
        text += f"{mass:.6f},{g:.0f},{sign:d},{pseudoscalar:d},{','.join(rest)}\n"
    with whole_file(TARGET) as partial:
        partial.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
