"""Posteriors: priors, limits as likelihoods, nested sampling, and Fisher forecasts."""
