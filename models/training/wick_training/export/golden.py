"""Golden vectors: inputs of a file, and what the native library says of them. Serving is held to them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..recipe import Fitted, Recipe
from ..rows import Outputs, Rows
from .threshold_rows import threshold_rows

REAL_ROWS, SMALL_REAL_ROWS = 1024, 64
SMALL_THRESHOLD_ROWS = 128
UNKNOWN_EVERY = 4
"""Each fourth row is asked as of an unknown coin."""


def write_golden(small: Path, whole: Path, fitted: Fitted, recipe: Recipe, rows: Rows) -> None:
    """
    `whole`: at least 1,000 real rows, spread over all of `rows`, and those at and above each threshold of trees.
    `small` is for the project: some of both.
    """
    real = rows.take(_spread(len(rows), REAL_ROWS))
    real = replace(real, coin=np.where(np.arange(len(real)) % UNKNOWN_EVERY == 0, 0, real.coin))
    at = _at_thresholds(fitted, real)
    few, few_at = real.take(_spread(len(real), SMALL_REAL_ROWS)), at.take(_spread(len(at), SMALL_THRESHOLD_ROWS))
    for path, one in ((whole, _joined(real, at)), (small, _joined(few, few_at))):
        path.write_text(json.dumps(golden(fitted, recipe, one), separators=(",", ":")) + "\n")


def golden(fitted: Fitted, recipe: Recipe, rows: Rows) -> dict[str, object]:
    """Arrays are base64 of little-endian float32, row after row; coins are plain numbers."""
    inputs: dict[str, object] = {}
    if "features" in recipe.inputs:
        inputs["features"] = _text(rows.features)
    if "bars" in recipe.inputs:
        inputs["bars"] = _text(rows.sequences())
    if "coin" in recipe.inputs:
        inputs["coin"] = rows.coin.tolist()
    said: Outputs = fitted.predict(rows)
    outputs = {name: _text(value) for name, value in vars(said).items() if value is not None}
    return {"n": len(rows), "inputs": inputs, "outputs": outputs}


def _at_thresholds(fitted: Fitted, real: Rows) -> Rows:
    """Rows at the thresholds of a model of trees; none of another model."""
    from ..recipes.class_trees import FittedXgBoost
    from ..recipes.quantile_trees import FittedLightGbm

    if isinstance(fitted, FittedLightGbm):
        moved = threshold_rows(real.features, fitted.parts.scaler, fitted.nodes().thresholds())
    elif isinstance(fitted, FittedXgBoost):
        moved = threshold_rows(real.features, fitted.scaler, fitted.nodes().thresholds())
    else:
        return real.take(np.arange(0))
    based = real.take(np.arange(len(moved)) // 2 % len(real))
    return replace(based, features=moved, coin=np.zeros(len(moved), dtype=np.int64))


def _joined(real: Rows, at: Rows) -> Rows:
    """Inputs alone: the other columns are those of `real` and are not read."""
    changed = {
        name: np.concatenate([getattr(real, name), getattr(at, name)])
        for name in ("features", "coin", "series_index", "position")
    }
    return replace(real, **changed)


def _spread(count: int, most: int) -> np.ndarray:
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)) if count else np.arange(0)


def _text(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()
