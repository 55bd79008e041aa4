"""Sectors, relics and contacts make a universe; solving it gives a background."""
