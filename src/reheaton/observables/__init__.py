"""Observables: functions of a solved background."""
