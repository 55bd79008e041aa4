"""Collisions of neutrinos with electrons, positrons and each other at temperatures of MeV."""
