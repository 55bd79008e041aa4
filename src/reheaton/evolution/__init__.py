"""The cosmic history: a universe of thermal sectors and decaying relics, evolved to a background."""
