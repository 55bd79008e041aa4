"""A probe of one's own: the age of the universe when a relic decays, with a limit and a check.

    reheaton run examples/age_at_decay.py:LateScalar -s m_scalar=5 -s Gamma=1e-22

The probe can be named by any model; what it observes appears in tables, batches and scans like everything else.
"""

import reheaton as rh

SECOND = 1.519267447e24
"""1 s in GeV^-1."""


class AgeAtDecay(rh.Probe):
    """The age of the universe at Gamma = H of a relic, which must be far below that at nucleosynthesis."""

    relic: str
    OBSERVABLES = {"t_decay": rh.Observable("s", "age of the universe at Gamma = H", r"t_{\rm decay}", headline=True)}

    def events(self, universe):
        return {"decay": rh.rate_equals_hubble(universe.relic(self.relic).width)}

    def observe(self, background, events, tables):
        return {"t_decay": events["decay"].t / SECOND}

    def limits(self, found):
        return [
            rh.Limit("Decay before nucleosynthesis", found["t_decay"], 1.0, True, 0.95, "neutrinos decouple at 1 s")
        ]

    def checks(self, found):
        late = "the relic decays at {value:.2g} s: its last decays happen during nucleosynthesis."
        return [rh.Check("late_decay", found["t_decay"], late, above=0.1)]


class LateScalar(rh.Model):
    """A scalar that froze out at 1 TeV and decays late into the Standard Model."""

    m_scalar: float = rh.parameter("GeV", "mass of the scalar", minimum=1e-2, maximum=1e3, symbol="m")
    Gamma: float = rh.parameter("GeV", "its width", minimum=1e-30, maximum=1.0, symbol=r"\Gamma")

    def universe(self):
        scalar = rh.thermal_relic("scalar", self.m_scalar, {"sm": self.Gamma}, freeze_out=1e3, g=1)
        return rh.Universe(sectors=[rh.standard_model()], relics=[scalar], start=1e3)

    def probes(self):
        return [rh.Reheating("scalar"), AgeAtDecay("scalar")]
