"""`Progress` is what long calculations call: with a message, and a fraction that rises from 0 to 1."""

from reheaton.backend.progress import Progress
from reheaton.rates.opacity.processes import FermionMasses
from reheaton.rates.opacity.tabulate import opacity_table


def test_making_a_table_tells_its_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    told: list[tuple[str, float]] = []
    progress: Progress = lambda message, fraction: told.append((message, fraction))  # noqa: E731
    # Masses of another world, as the tables of ours are shipped.
    other = FermionMasses(leptons={"mu": 0.2, "e": 0.001, "tau": 3.0})
    opacity_table("e", other, progress=progress)
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions) and 0.0 <= fractions[0] and fractions[-1] <= 1.0
    assert all(message for message, _ in told)
