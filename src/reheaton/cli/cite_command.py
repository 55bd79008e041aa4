"""`reheaton cite`: BibTeX of what a model uses."""

import typer

from reheaton import citations as references
from reheaton.models.catalogue import described
from reheaton.models.registry import BUILT_IN


def cite(text: str) -> None:
    """Print the BibTeX entries of all that the target uses with its options."""
    typer.echo(references.bibtex(described(text).citations if text in BUILT_IN else _used(text)))


def _used(text: str) -> tuple[str, ...]:
    """The keys of a card, whose options choose among them, or of a model that has to be imported."""
    from reheaton.cli.targets import find_target

    target = find_target(text)
    options = {o.name: target.values[o.name] for o in target.model.OPTIONS if o.name in target.values}
    return target.model.example(**options).citations()
