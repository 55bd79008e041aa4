"""The figures of the paper, drawn from results of the model."""
