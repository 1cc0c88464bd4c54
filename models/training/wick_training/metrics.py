"""Losses by row, and figures of them ([FC-43]). The same formulas as market/forecast/metrics; a test compares the two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .words import LEVELS

BINS = 15
COST = 0.001
"""What a call costs, as a share of the position: 10 bp"""
LEAST_PROBABILITY = 1e-12


def pinball(y: np.ndarray, quantiles: np.ndarray, levels: tuple[float, ...] = LEVELS) -> np.ndarray:
    """Mean pinball loss of each row over its levels; y [N], quantiles [N, L]."""
    over = y[:, None] - quantiles
    level = np.asarray(levels)
    return np.maximum(level * over, (level - 1) * over).mean(axis=1)


def qlike(v: np.ndarray, forecast: np.ndarray) -> np.ndarray:
    """QLIKE of each row: v/f − ln(v/f) − 1, v what came, f what was forecast."""
    ratio = v / forecast
    return ratio - np.log(ratio) - 1


def log_loss(label: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    chosen = np.take_along_axis(probabilities, label[:, None].astype(np.int64), axis=1)[:, 0]
    return -np.log(np.maximum(chosen, LEAST_PROBABILITY))


def brier(label: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Sum of squares over the three classes."""
    return ((probabilities - np.eye(3)[label]) ** 2).sum(axis=1)


def balanced_accuracy(label: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean of the recalls of the classes that occurred."""
    called = probabilities.argmax(axis=1)
    return float(np.mean([np.mean(called[label == c] == c) for c in range(3) if np.any(label == c)]))


def auc_of(positive: np.ndarray, score: np.ndarray) -> Callable[[np.ndarray], float]:
    """The AUC by weights of rows, sorted once: P(score of a positive > that of a negative) + ½ P(equal); nan where
    either is missing."""
    _, tied = np.unique(score, return_inverse=True)

    def weighted(weight: np.ndarray) -> float:
        up = np.bincount(tied, weights=weight * positive)
        down = np.bincount(tied, weights=weight * ~positive)
        total = up.sum() * down.sum()
        return float((up * (np.cumsum(down) - 0.5 * down)).sum() / total) if total > 0 else float("nan")

    return weighted


def up_given_move(label: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which rows moved, whether up, and how the model leans: P(up) / (P(up) + P(down))."""
    moved = label != 1
    down, up = probabilities[moved, 0], probabilities[moved, 2]
    lean = up / np.maximum(up + down, LEAST_PROBABILITY)
    return moved, label[moved] == 2, lean


def bins_of(probability: np.ndarray, bins: int = BINS) -> list[np.ndarray]:
    """Places of rows by equal-mass bins of a probability: ranks in [b N / bins, (b + 1) N / bins); ties as they came."""
    order = np.argsort(probability, kind="stable")
    edges = [len(order) * b // bins for b in range(bins + 1)]
    return [order[a:b] for a, b in zip(edges, edges[1:]) if b > a]


def reliability(label: np.ndarray, probabilities: np.ndarray) -> list[tuple[float, float, int]]:
    """Class by class (down, neutral, up), 15 equal-mass bins each: mean forecast, observed frequency, n."""
    return [
        (float(probabilities[rows, c].mean()), float((label[rows] == c).mean()), len(rows))
        for c in range(3)
        for rows in bins_of(probabilities[:, c])
    ]


def expected_calibration_error(label: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean over all bins of all classes of |forecast − observed|, weighted by n."""
    points = reliability(label, probabilities)
    total = sum(n for *_, n in points)
    return sum(n * abs(forecast - observed) for forecast, observed, n in points) / total


def cost_adjusted(y: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log return after cost of each row's call, and which rows made one: calls of neutral do nothing."""
    side = probabilities.argmax(axis=1) - 1
    return side * y - COST, side != 0
