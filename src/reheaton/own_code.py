"""Whether all code that runs in this process is of this package.

So it is in the command `reheaton`, until it loads a model of somebody else. Then a program that another such process
has traced from the same sources is the one that would be traced here. In a process of a user anything in a module may
have been changed, and nothing but tracing tells.
"""

from dataclasses import dataclass


@dataclass
class _Process:
    is_command: bool = False
    others: bool = False


_process = _Process()


def this_is_the_command() -> None:
    """Said where the command `reheaton` starts, by nobody else."""
    _process.is_command = True


def others_are_loaded() -> None:
    """Said before code of a user, or of another package that offers models, is run."""
    _process.others = True


def all_is_ours() -> bool:
    """Whether nothing but this package decides what is traced."""
    return _process.is_command and not _process.others
