"""Decoupling of the Standard Model neutrinos while a relic decays, by spectra or by moments of them."""
