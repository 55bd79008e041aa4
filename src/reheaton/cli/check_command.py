"""`reheaton check`: what a user's model lacks."""

from collections.abc import Sequence

from reheaton.cli import messages
from reheaton.cli.result_tables import plain_table
from reheaton.cli.targets import find_target


def check(text: str, settings: Sequence[str]) -> bool:
    """Print what was checked of a model, and return whether all of it is as it should be."""
    with messages.working("checking"):
        target = find_target(text, settings)
        from reheaton.models.conformance import conformance

        findings = conformance(target.model, target.values)
    table = plain_table("check", "", "finding")
    for finding in findings:
        table.add_row(finding.name, "good" if finding.passed else "WRONG", finding.sentence)
    messages.output_console().print(table)
    return all(finding.passed for finding in findings)
