"""The true distribution of what comes after a bar, by drawing the process onwards from its true state."""

from __future__ import annotations

import numpy as np

from ..words import DIRECTION_HORIZON, LEVELS, MOVE_THRESHOLD
from .process import Process

PATHS = 8000
ROWS_AT_ONCE = 100


def true_outlook(process: Process, last: np.ndarray, next_variance: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Quantiles [N, 5] and probabilities [N, 3] over five bars, of `PATHS` drawn futures a row, half of them the mirror
    images of the others. `last`: the return of the row's bar; `next_variance`: σ² of the bar after it.
    """
    random = np.random.default_rng(seed)
    quantiles, probabilities = np.empty((len(last), len(LEVELS))), np.empty((len(last), 3))
    for start in range(0, len(last), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        total = _drawn(process, last[rows], next_variance[rows], random)
        quantiles[rows] = np.quantile(total, LEVELS, axis=1).T
        down = (total < np.log(1 - MOVE_THRESHOLD)).mean(axis=1)
        up = (total > np.log(1 + MOVE_THRESHOLD)).mean(axis=1)
        probabilities[rows] = np.stack([down, 1 - down - up, up], axis=1)
    # A class that no draw fell into is rare, not impossible.
    return quantiles, (probabilities * PATHS + 0.5) / (PATHS + 1.5)


def _drawn(process: Process, last: np.ndarray, next_variance: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """[n, PATHS]: log returns over five bars from the row's close on."""
    half = random.standard_normal((DIRECTION_HORIZON, len(last), PATHS // 2))
    r, variance, total = last[:, None], next_variance[:, None], np.zeros((len(last), PATHS))
    for step in range(DIRECTION_HORIZON):
        noise = np.sqrt(variance) * np.concatenate([half[step], -half[step]], axis=1)
        r = process.phi * r + noise
        total += r
        variance = process.omega + process.alpha * noise * noise + process.beta * variance
    return total
