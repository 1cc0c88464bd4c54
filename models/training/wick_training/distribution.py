"""Probabilities from quantiles, as market/forecast/distribution.ts has it; a shared golden holds the two together ([FC-70])."""

from __future__ import annotations

import numpy as np

from .words import LEVELS, MOVE_THRESHOLD


def student4_cdf(t: np.ndarray) -> np.ndarray:
    """Distribution function of Student's t with four degrees of freedom, closed form; nothing cancels in the tails."""
    size = np.abs(np.asarray(t, dtype=np.float64))
    root = np.sqrt(size * size + 4)
    tail = 4 / (root * (root + size))
    below = tail * tail * (3 - tail) / 4
    return np.where(np.asarray(t) < 0, below, 1 - below)


def student4_quantile(p: float) -> float:
    """Its inverse, closed form."""
    alpha = 4 * p * (1 - p)
    q = np.cos(np.arccos(np.sqrt(alpha)) / 3) / np.sqrt(alpha)
    return float(np.sign(p - 0.5) * 2 * np.sqrt(max(q - 1, 0)))


SCORES = np.array([student4_quantile(level) for level in LEVELS])


def score(quantiles: np.ndarray, x: float) -> np.ndarray:
    """The t4 score of x by quantiles [..., 5]: linear between them, the end segments going on; a jump counts as made."""
    quantiles = np.asarray(quantiles, dtype=np.float64)
    segment = ((quantiles[..., 1:4] <= x) * np.arange(1, 4)).max(axis=-1)
    left = np.take_along_axis(quantiles, segment[..., None], axis=-1)[..., 0]
    right = np.take_along_axis(quantiles, segment[..., None] + 1, axis=-1)[..., 0]
    flat = right <= left
    share = (x - left) / np.where(flat, 1, right - left)
    share = np.where(flat, np.where(x < left, -np.inf, np.where(x > right, np.inf, 1)), share)
    return SCORES[segment] + share * (SCORES[segment + 1] - SCORES[segment])


def chance_at_most(quantiles: np.ndarray, x: float) -> np.ndarray:
    return student4_cdf(score(quantiles, x))


def probabilities(quantiles: np.ndarray) -> np.ndarray:
    """[..., 3] (down, neutral, up) from five-bar quantiles [..., 5]."""
    down = student4_cdf(score(quantiles, float(np.log(1 - MOVE_THRESHOLD))))
    up = student4_cdf(-score(quantiles, float(np.log(1 + MOVE_THRESHOLD))))
    return np.stack([down, np.maximum(1 - down - up, 0), up], axis=-1)
