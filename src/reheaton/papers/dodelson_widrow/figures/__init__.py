"""The figure of dark matter made with a lepton asymmetry."""
