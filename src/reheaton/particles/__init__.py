"""Species, couplings and masses, decays of heavy neutrinos, and the seesaw."""
