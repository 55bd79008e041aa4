"""Put small faults into the package, one at a time, and see whether its tests notice: `make mutants`.

Each mutant of a file is run against the tests of that file in a throw-away copy of the package. What was found is kept
in a file of JSON lines, so that a run can be stopped and goes on later. Known survivors stand with their reasons in
tools/mutation/known_survivors.toml; the run fails for a survivor that is not among them, and for one that is among them
and does not survive or does not exist.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from mutation.mutate import Mutant
from mutation.trial import (
    FILES,
    PACKAGE,
    ROOT,
    Key,
    Trial,
    all_mutants,
    digest,
    entry_of,
    known_survivors,
    tests_of,
    trial,
)

Results = dict[Key, dict[str, Any]]
_SLACK_S = 60.0
"""What a mutant may take beyond three times what its tests take without a fault: other kernels are compiled."""


def main() -> int:
    options = _options()
    os.nice(10)
    os.chdir(ROOT)
    chosen = _chosen(options)
    results, until = _read(options.results), time.monotonic() + 60.0 * options.minutes
    print(f"{len(chosen)} mutants of {len({mutant.file for mutant in chosen})} files.", flush=True)
    with trial(options.results.with_suffix(".kernels").absolute()) as place:
        for file in dict.fromkeys(mutant.file for mutant in chosen):
            own = [mutant for mutant in chosen if mutant.file == file and not _is_known(mutant, results)]
            if own and time.monotonic() < until and not _run_file(place, file, own, options.results, results, until):
                return 1
    return _report(chosen, results, whole=options.sample is None)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", nargs="+", default=FILES, help="files, or beginnings of names, in src/reheaton")
    parser.add_argument("--sample", type=int, help="only so many mutants of all, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no mutant after this time")
    parser.add_argument("--results", type=Path, default=Path("mutants.jsonl"), help="where results are kept")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    files = [file for file in FILES if file.startswith(tuple(options.files))]
    found = [mutant for file in files for mutant in all_mutants(file)]
    if options.sample is None or options.sample >= len(found):
        return found
    places = sorted(random.Random(options.seed).sample(range(len(found)), options.sample))
    return [found[place] for place in places]


def _read(path: Path) -> Results:
    """Results of earlier runs, the latest of each mutant."""
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return {(row["file"], row["before"], row["after"], row["nth"]): row for row in rows}


def _is_known(mutant: Mutant, results: Results) -> bool:
    """Whether a result still holds: that of a survivor ends with any change of its tests."""
    row = results.get(mutant.key)
    if row is None or row["source"] != digest([PACKAGE / mutant.file]):
        return False
    return row["outcome"] == "killed" or row["tests"] == digest(tests_of(mutant.file))


def _run_file(place: Trial, file: str, own: list[Mutant], path: Path, results: Results, until: float) -> bool:
    """Try the mutants of one file; false if its tests fail without a fault."""
    text, tests = (PACKAGE / file).read_text(encoding="utf-8"), tests_of(file)
    place.run(file, text, tests, 3600.0)  # compiles the kernels
    place.run(file, text, tests, 3600.0)
    place.order.learn()
    # In the order in which mutants are tried: tests that depend on it would kill them all.
    outcome, seconds, words = place.run(file, text, tests, 3600.0)
    if outcome != "passed":
        print(f"{file}: its tests fail without a fault: {words}")
        return False
    print(f"{file}: {len(own)} to try, its tests take {seconds:.0f} s.", flush=True)
    about = {"source": digest([PACKAGE / file]), "tests": digest(tests)}
    for mutant in own:
        if time.monotonic() > until:
            break
        outcome, taken, words = place.run(file, mutant.applied(text), tests, 3.0 * seconds + _SLACK_S)
        row = {
            "file": file, "line": mutant.line, "before": mutant.before, "after": mutant.after, "nth": mutant.nth,
            "outcome": "survived" if outcome == "passed" else "killed", "how": "timeout" if outcome == "timeout" else
            words, "seconds": round(taken, 1), **about,
        }  # fmt: skip
        results[mutant.key] = row
        with path.open("a") as lines:
            lines.write(json.dumps(row) + "\n")
        if row["outcome"] == "survived":
            print(_shown(row), flush=True)
    return True


def _shown(row: dict[str, Any]) -> str:
    return f"  {row['file']}:{row['line']} survives\n    - {row['before']}\n    + {row['after']}"


def _report(chosen: list[Mutant], results: Results, whole: bool) -> int:
    """Print what was found; 1 for unexplained survivors and for stale entries of known ones."""
    known, made = known_survivors(), {mutant.key for mutant in chosen}
    run = {mutant.key: results[mutant.key] for mutant in chosen if _is_known(mutant, results)}
    print(f"\n{'file':58}{'made':>6}{'run':>6}{'killed':>8}{'known':>7}{'open':>6}")
    for file in dict.fromkeys(mutant.file for mutant in chosen):
        rows = {key: row for key, row in run.items() if key[0] == file}
        count = Counter(_verdict(key, row, known) for key, row in rows.items())
        print(f"{file:58}{sum(key[0] == file for key in made):6}{len(rows):6}"
              f"{count['killed']:8}{count['known']:7}{count['open']:6}")  # fmt: skip
    survived = {key for key, row in run.items() if row["outcome"] == "survived"}
    unexplained = [run[key] for key in survived if not entry_of(key, known)]
    stale = _stale(known, made, set(run), survived) if whole else []
    print(f"{len(made)} made, {len(run)} run, {len(unexplained)} unexplained, {len(stale)} stale.")
    for row in unexplained:
        print(_shown(row))
    for file, before, after, _ in stale:
        print(f"  {file}: this is known to survive, and does not:\n    - {before}\n    + {after}")
    return 1 if unexplained or stale else 0


def _verdict(key: Key, row: dict[str, Any], known: Mapping[Key, str]) -> str:
    if row["outcome"] == "killed":
        return "killed"
    return "known" if entry_of(key, known) else "open"


def _stale(known: Mapping[Key, str], made: set[Key], run: set[Key], survived: set[Key]) -> list[Key]:
    """Entries of which no mutant is made, or all have been run and none survived."""
    files, stale = {key[0] for key in made}, []
    for entry in known:
        own = {key for key in made if entry_of(key, {entry: ""})}
        if entry[0] in files and own <= run - survived:
            stale.append(entry)
    return stale


if __name__ == "__main__":
    sys.exit(main())
