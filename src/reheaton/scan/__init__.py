"""Cards, and what runs them at many points."""
