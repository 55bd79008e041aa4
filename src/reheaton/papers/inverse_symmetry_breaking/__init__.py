""" "Asymmetric Reheating via Inverse Symmetry Breaking" (Ireland & Koren 2022)."""
