"""Scattering rates of active neutrinos in the plasma."""
