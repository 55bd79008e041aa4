"""Rates: widths, opacities and reaction densities."""
