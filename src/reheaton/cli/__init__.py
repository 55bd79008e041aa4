"""The command line: thin commands over the Python interface, no physics.

Nothing heavy is imported at module level here, so that `reheaton --help` is instant.
"""
