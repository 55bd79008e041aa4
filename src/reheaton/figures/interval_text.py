"""A value with the interval around it, with as many digits as the interval gives it, in LaTeX."""

import math


def interval_text(middle: float, low: float, high: float) -> str:
    """The middle with the distances to both ends, two digits of the smaller one: "$35.2^{+4.1}_{-3.0}$".

    >>> from reheaton.figures.interval_text import interval_text
    >>> interval_text(1.234e-8, 1.1e-8, 1.5e-8)
    '$1.23^{+0.27}_{-0.13}\\\\times10^{-8}$'
    """
    power = math.floor(math.log10(abs(middle))) if middle else 0
    power = 0 if -3 <= power < 4 else power
    unit = 10.0**power
    smaller = min(abs(high - middle), abs(middle - low)) or abs(high - low) or abs(middle) or 1.0
    digits = max(0, 1 - math.floor(math.log10(smaller / unit)))
    up, down = (f"{abs(end - middle) / unit:.{digits}f}" for end in (high, low))
    times = f"\\times10^{{{power}}}" if power else ""
    return f"${middle / unit:.{digits}f}^{{+{up}}}_{{-{down}}}{times}$"
