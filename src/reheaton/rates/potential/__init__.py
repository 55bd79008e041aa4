"""Finite-temperature effective potentials and the phases that follow from them."""
