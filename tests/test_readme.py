"""What the README shows is what the program does."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_python_example_runs_and_its_number_is_right():
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
    number = re.search(r'observables\["delta_N_eff_cmb"\]\s*# ([0-9.]+)', code)
    assert number is not None
    scope: dict = {}
    exec(compile(code, "README.md", "exec"), scope)
    # Printed with four digits.
    assert scope["point"].observables["delta_N_eff_cmb"] == pytest.approx(float(number[1]), rel=3e-4)
    assert not scope["point"].flags
