"""A model that can make a universe that cannot be: a contact that ends above the start, an event at no temperature."""

import reheaton as rh


class Parted(rh.Model):
    """Two sectors in contact; the universe starts at a temperature that no parameter knows of."""

    T_dec: float = rh.parameter("GeV", "end of the contact", minimum=1e-3, maximum=1e3)
    T_event: float = rh.parameter("GeV", "an event", default=0.1, minimum=-1.0, maximum=1e3)

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("photon", 0, g=2)))
        sm = rh.Sector("sm", rh.ideal_gas(rh.boson("photon", 0, g=2)))
        return rh.Universe([sm, hidden], contacts=[rh.Contact("sm", "hidden", until=self.T_dec)], start=10.0)

    def probes(self):
        return [Looking(self.T_event)]


class Looking(rh.Probe):
    """The temperature at an event."""

    T: float
    OBSERVABLES = {"T_seen": rh.Observable("GeV", "temperature at the event")}

    def events(self, universe):
        return {"event": rh.cooled_to("sm", self.T)}

    def observe(self, background, events, tables):
        return {"T_seen": events["event"].T["sm"]}
