"""Mutants of the package: small faults put in on purpose, to see whether a test notices."""
