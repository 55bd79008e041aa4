""" "Twin Sterile Neutrino Dark Matter" (arXiv:2305.06364)."""
