"""The sections of a script: on one core, or on all of them in a process of their own."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable

from rich.console import Console

from .results import KEPT, Summary
from .timing import peak_memory

Section = Callable[[Summary], None]


def run(
    script: str,
    description: str,
    *,
    one_core: tuple[Section, ...] = (),
    all_cores: tuple[Section, ...] = (),
    on_request: tuple[Section, ...] = (),
) -> None:
    """Run the sections that the command line names, or all; those `on_request`, on one core, only if it names them.

    JAX has as many threads of its own as it finds cores when it starts, and they are part of the CPU time of a process.
    """
    parser = argparse.ArgumentParser(description=description)
    choices = {section.__name__: section for section in (*all_cores, *one_core, *on_request)}
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(choices)}")
    parser.add_argument("--store", action="store_true", help=f"append the summary to {KEPT.parent.name}/{KEPT.name}")
    given = parser.parse_args()
    unknown = set(given.sections) - set(choices)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    wanted = [choices[name] for name in given.sections] or [*all_cores, *one_core]
    groups = [[section for section in wanted if (section in all_cores) is everywhere] for everywhere in (True, False)]
    if all(groups):
        for group in groups:
            names = [section.__name__ for section in group]
            subprocess.run([sys.executable, script, *names, *(["--store"] if given.store else [])], check=True)
        return
    if not groups[0] and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    summary = Summary(script)
    for section in wanted:
        section(summary)
    cores = "all cores" if groups[0] else "one core"
    summary.add(f"peak memory of {summary.script}.py, {cores}", peak_memory()[0], "MB")
    summary.finish(Console(width=120), store=given.store)
