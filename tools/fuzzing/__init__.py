"""Inputs made to break the package, and what became of them: see tools/fuzz.py."""
