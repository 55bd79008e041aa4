"""The figures of "Asymmetric Reheating via Inverse Symmetry Breaking", drawn from results of the model."""
