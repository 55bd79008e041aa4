"""What is observed of a solved point: light elements, matter power and the CMB, by codes that the field trusts."""
