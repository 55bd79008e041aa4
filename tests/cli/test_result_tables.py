"""A solved point on a terminal: units, limits, flags, the verdict, and a narrow terminal."""

import io
import json
import math

import jax.numpy as jnp
import numpy as np
import pytest
from rich.console import Console

from reheaton.cli.result_tables import number, plain_table


def test_table_shows_units_limits_and_flags(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=2")
    assert outcome.code == 0
    for text in ("period", "12.5664", "1/GeV", "time of one swing", "clock", "+0.874", "Kolb", "amplitude", "Allowed"):
        assert text in outcome.out


def test_nothing_is_cut_off_on_a_narrow_terminal(monkeypatch, reheaton, spring, model_file):
    name, citation = "X-ray line: NuSTAR (Galactic halo)", "Roach, Rossland, Ng, Perez, Beacom 2023, arXiv:2207.04572"
    text = model_file.read_text().replace('"clock"', f'"{name}"').replace("Kolb & Turner 1990", citation)
    model_file.write_text(text)
    monkeypatch.setenv("COLUMNS", "80")
    out = reheaton("run", spring, "-s", "mass=2").out
    assert "\N{HORIZONTAL ELLIPSIS}" not in out
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 80
    assert set(f"{name} {citation} allowed +0.874".split()) <= set(out.split())


def test_options_are_printed_as_they_are_written(reheaton, spring):
    out = reheaton("run", spring, "-s", "mass=2", "-s", "damped=false").out
    assert "damped = false" in " ".join(out.split())  # a line of the inputs may end anywhere


def test_verdict_points_to_the_flags(reheaton, spring):
    assert reheaton("run", spring, "-s", "mass=2").out.endswith("Allowed by every limit; see the flags.\n")


def test_table_names_the_excluding_limit(reheaton, spring):
    assert "Excluded by clock." in reheaton("run", spring, "-s", "mass=200").out


def test_the_last_line_never_says_allowed_against_a_flag_that_voids_it(reheaton, spring, model_file):
    text = model_file.read_text()
    model_file.write_text(text.replace('is below 0.1")', 'is below 0.1", voids=True)'))
    out = " ".join(reheaton("run", spring, "-s", "mass=2").out.split())
    assert out.endswith(
        "Neither allowed nor excluded: within every limit, but outside the approximation, by the flag amplitude."
    )
    out = " ".join(reheaton("run", spring, "-s", "mass=200").out.split())
    assert out.endswith("Excluded by clock; and outside the approximation, by the flag amplitude.")


def test_a_limit_that_does_not_apply_says_why(reheaton, spring, model_file):
    """Names that share a reason share a line; in JSON it has a place of its own."""
    text = model_file.read_text()
    limit = 'rh.Limit("{}", 9.0, 1.0, True, 0.95, "Nobody 2020", exceptions={{"it is slow": self.mass > 1}})'
    own = "alternatives=[" + ", ".join(limit.format(name) for name in ("wear", "noise")) + "],"
    model_file.write_text(
        text.replace("            limits=[rh.Limit", f"            {own}\n            limits=[rh.Limit")
    )
    out = " ".join(reheaton("run", spring, "-s", "mass=2").out.split())
    assert "wear; noise do not apply: it is slow." in out
    assert out.endswith("Allowed by every limit that applies; see the flags.")
    found = json.loads(reheaton("run", spring, "-s", "mass=2", "--json").out)
    assert found["limits_not_applied"][0] == {"name": "wear", "why": "it is slow", "citation": "Nobody 2020"}
    assert [limit["name"] for limit in found["limits"]] == ["clock"]
    out = reheaton("run", spring, "-s", "mass=0.5").out
    assert "not apply" not in out


def test_parameters_have_their_units(reheaton, spring):
    assert "spring: mass = 2 GeV, stiffness = 1 eV, friction = none" in reheaton("run", spring, "-s", "mass=2").out


def test_ten_observables_are_shown_and_all_with_all(reheaton, spring, model_file):
    names = [f"other_{i}" for i in range(12)]
    text = model_file.read_text()
    text = text.replace(
        '"decay_time": rh.Obs', f'**{{n: rh.Observable("", "more; rarely") for n in {names}}}, "decay_time": rh.Obs'
    )
    text = text.replace('"decay_time": "until it', f'**dict.fromkeys({names}, "more"), "decay_time": "until it')
    text = text.replace('"decay_time": math.inf', f'**dict.fromkeys({names}, 1.0), "decay_time": math.inf')
    model_file.write_text(text)
    short = reheaton("run", spring, "-s", "mass=2").out
    assert "other_8" in short and "other_9" not in short
    assert "4 more: add --all to see every observable." in short
    assert "rarely" not in short
    everything = reheaton("run", spring, "-s", "mass=2", "--all").out
    assert "other_11" in everything and "decay_time" in everything and "--all" not in everything


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "yes"),
        (np.bool_(False), "no"),
        (3, "3"),
        (2.0 / 3.0, "0.666667"),
        (1.5e-9, "1.5e-09"),
        (jnp.asarray(0.25), "0.25"),
        (math.nan, "nan"),
        ("mu", "mu"),
    ],
)
def test_values_as_a_person_reads_them(value, text):
    assert number(value) == text


def test_plain_table_never_wraps_its_first_column():
    table = plain_table("name", "meaning")
    table.add_row("a_long_name_of_an_observable", "and what it means in more words than fit")
    console = Console(width=44, file=io.StringIO(), markup=False)
    console.print(table)
    assert console.file.getvalue().splitlines()[1].startswith("a_long_name_of_an_observable  ")
