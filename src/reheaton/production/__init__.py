"""What is produced along a background: its path, its rates, its momentum distribution."""
