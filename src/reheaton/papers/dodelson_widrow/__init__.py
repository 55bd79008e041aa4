"""Sterile-neutrino dark matter from oscillations in the Standard Model alone."""
