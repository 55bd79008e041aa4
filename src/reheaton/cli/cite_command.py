"""`reheaton cite`: BibTeX of what a model uses."""

import typer

from reheaton import references
from reheaton.cli.targets import find_target


def cite(text: str) -> None:
    """Print the BibTeX entries of the target's model."""
    typer.echo(references.bibtex(find_target(text).model.CITATIONS))
