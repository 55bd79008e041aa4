"""The version of the package, on a floor of its own so that results and figures can state it."""

__version__ = "0.2.0"
