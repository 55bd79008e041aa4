"""Results as strict JSON, which has no NaN and no infinity: those become null."""

import json
import math
from typing import Any


def to_json(content: Any) -> str:
    """JSON text of numbers (NumPy and JAX scalars too), text, None, and lists and dicts of them."""
    return json.dumps(_strict(content), allow_nan=False, indent=2, ensure_ascii=False)


def _strict(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _strict(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if hasattr(value, "tolist"):
        return _strict(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
