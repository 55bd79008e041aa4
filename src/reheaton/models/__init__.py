"""Models: declared parameters in, observables, limits and validity flags out."""
