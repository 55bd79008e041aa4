"""Figures: from results to matplotlib figures together with the numbers drawn in them."""
