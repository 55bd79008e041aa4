"""What is tried: each file makes the inputs of one surface of the package, from a random generator."""
