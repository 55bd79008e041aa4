"""A model that observes nothing."""

import reheaton as rh


class Photons(rh.Model):
    T_start: float = rh.parameter("GeV", "temperature at the start", minimum=1e-3, maximum=1e3)

    def universe(self):
        return rh.Universe([rh.standard_model()], start=self.T_start)

    def probes(self):
        return []
