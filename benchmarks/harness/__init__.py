"""What the benchmarks measure with and against."""
