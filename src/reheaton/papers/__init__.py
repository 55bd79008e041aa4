"""One folder per paper: its model, its figures, its equations."""
