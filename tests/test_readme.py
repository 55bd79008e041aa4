"""What README and CONTRIBUTING show is what the program does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_code_of_contributing_is_that_of_the_examples():
    """The examples are run by tests/test_examples.py."""
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    examples = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.py")))
    assert len(shown) == 2
    assert all(code in examples for code in shown)


def test_python_example_runs_and_its_number_is_right():
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
    number = re.search(r'observables\["delta_N_eff_cmb"\]\s*# ([0-9.]+)', code)
    assert number is not None
    scope: dict = {}
    exec(compile(code, "README.md", "exec"), scope)
    # Printed with four digits.
    assert scope["point"].observables["delta_N_eff_cmb"] == pytest.approx(float(number[1]), rel=3e-4)
    assert not scope["point"].flags
