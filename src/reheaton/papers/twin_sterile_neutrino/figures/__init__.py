"""The figures of "Twin Sterile Neutrino Dark Matter", drawn from results of the model."""
