"""What is read off a universe: observables, events, limits, checks."""
