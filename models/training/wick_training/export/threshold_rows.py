"""Rows that stand exactly at a tree's thresholds, and just above: where a graph could decide otherwise than its library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..recipes.coin_scaler import CoinScaler

STEPS = 34
"""Halvings that close in on one of 2³² numbers."""


def threshold_rows(base: np.ndarray, scaler: CoinScaler, thresholds: list[tuple[int, float]]) -> np.ndarray:
    """
    float32 [2 T, F], rows of an unknown coin: `base` rows [N, F] in turn with one feature moved, first to the largest
    number whose scaled value is not above the threshold, then to the next number. Where no
    number has exactly that scaled value, the two still are the nearest on its two sides.
    """
    rows = np.repeat(base[np.arange(len(thresholds)) % len(base)], 2, axis=0)
    if not thresholds:
        return rows
    feature = np.array([one for one, _ in thresholds])
    wanted = np.array([value for _, value in thresholds], dtype=np.float32)
    center, scale = scaler.center[0, feature], scaler.scale[0, feature]
    low = np.full(len(wanted), _place(np.float32(-np.finfo(np.float32).max)), dtype=np.int64)
    high = np.full(len(wanted), _place(np.finfo(np.float32).max), dtype=np.int64)
    with np.errstate(over="ignore"):
        for _ in range(STEPS):
            middle = (low + high) // 2
            below = (_number(middle) - center) / scale <= wanted
            low, high = np.where(below, middle, low), np.where(below, high, middle)
    places = np.arange(len(thresholds))
    rows[2 * places, feature] = _number(low)
    rows[2 * places + 1, feature] = _number(low + 1)
    return rows


def _place(number: np.floating) -> int:
    """Of a float32 among all, in their order."""
    bits = int(np.float32(number).view(np.int32))
    return bits if bits >= 0 else -(bits & 0x7FFFFFFF)


def _number(place: np.ndarray) -> np.ndarray:
    magnitude = np.abs(place).astype(np.uint32)
    bits = np.where(place < 0, magnitude | np.uint32(0x80000000), magnitude).astype(np.uint32)
    return bits.view(np.float32)
