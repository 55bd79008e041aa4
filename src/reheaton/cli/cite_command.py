"""`reheaton cite`: BibTeX of what a model uses."""

import typer

from reheaton import citations as references
from reheaton.cli.targets import find_target


def cite(text: str) -> None:
    """Print the BibTeX entries of all that the target uses with its options."""
    target = find_target(text)
    options = {o.name: target.values[o.name] for o in target.model.OPTIONS if o.name in target.values}
    typer.echo(references.bibtex(target.model.example(**options).citations()))
