"""The journal of an unfinished sampling: every batch of points that was computed, so that none is computed twice.

A sampler that is started again with the same seed asks for the same points in the same order. The journal answers from
memory until it comes to a point that is new: a sampling that was interrupted continues, and its samples are those that
it would have had without the interruption.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from reheaton.backend.whole_file import whole_file, write_whole
from reheaton.errors import InvalidInput
from reheaton.scan.identity import differences

_HEADER: Final = "asked.json"


class Journal:
    """The batches in a folder. What was asked, see `identity`, stands beside them: another question gets no answer."""

    def __init__(self, folder: Path, asked: Mapping[str, str]) -> None:
        self.folder = folder
        self.asked = dict(asked)
        self.names: tuple[str, ...] = ()
        self._place: dict[bytes, tuple[int, int]] = {}
        self._batches: list[tuple[np.ndarray, np.ndarray]] = []

    def __len__(self) -> int:
        """How many points it has."""
        return len(self._place)

    @property
    def there(self) -> bool:
        return (self.folder / _HEADER).exists()

    def read(self) -> None:
        """Take in what is there. Raises InvalidInput if it belongs to another question, or cannot be read."""
        try:
            before = json.loads((self.folder / _HEADER).read_text(encoding="utf-8"))
            if changed := differences(before, self.asked):
                raise InvalidInput(
                    f"{self.folder} cannot be resumed: {'; '.join(changed)}. Put that back, or remove the folder."
                )
            for file in sorted(self.folder.glob("batch-*.npz")):
                with np.load(file) as batch:
                    self._take(batch["unit"], batch["log_likelihood"], batch["values"], tuple(batch["names"].tolist()))
        except (ValueError, KeyError, AttributeError, EOFError, BadZipFile) as error:
            if isinstance(error, InvalidInput):
                raise
            raise InvalidInput(f"{self.folder} cannot be resumed, as it cannot be read: {error}.") from None

    def add(self, unit: np.ndarray, log_likelihood: np.ndarray, columns: Mapping[str, np.ndarray]) -> None:
        """Keep a batch: places in the unit cube (points, parameters), their ln L, and what was computed of them."""
        names = tuple(columns)
        values = np.array([np.asarray(x, dtype=float) for x in columns.values()]).reshape(len(names), len(unit)).T
        if not self.there:
            write_whole(self.folder / _HEADER, json.dumps(self.asked, indent=2))
        with whole_file(self.folder / f"batch-{len(self._batches):06d}.npz", durable=False) as partial:
            np.savez(partial, unit=unit, log_likelihood=log_likelihood, values=values, names=np.array(names, dtype=str))
        self._take(unit, log_likelihood, values, names)

    def log_likelihood(self, unit: np.ndarray) -> np.ndarray | None:
        """ln L at these places, None if one of them is not there."""
        if any(place.tobytes() not in self._place for place in unit):
            return None
        return np.array([self._batches[b][0][i] for b, i in map(self._of, unit)])

    def columns(self, unit: np.ndarray) -> dict[str, np.ndarray]:
        """What was computed at these places, by name, (points,) each."""
        rows = np.array([self._batches[b][1][i] for b, i in map(self._of, unit)]).reshape(len(unit), len(self.names))
        return dict(zip(self.names, rows.T, strict=True))

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _of(self, place: np.ndarray) -> tuple[int, int]:
        return self._place[place.tobytes()]

    def _take(self, unit: np.ndarray, log_likelihood: np.ndarray, values: np.ndarray, names: tuple[str, ...]) -> None:
        # A batch of which no point is allowed has no columns.
        self.names = self.names or names
        if not names:
            values = np.full((len(unit), len(self.names)), np.nan)
        self._place |= {place.tobytes(): (len(self._batches), i) for i, place in enumerate(unit)}
        self._batches.append((log_likelihood, values))
