"""The effective potential of scalars at finite temperature."""
