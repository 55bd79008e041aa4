"""How a long calculation tells its progress."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with a message and the fraction done, 0 to 1."""
