"""Probabilities from quantiles, as market/forecast/distribution.ts has it; a shared golden holds the two together ([FC-70])."""

from __future__ import annotations

import numpy as np

from .words import LEVELS, MOVE_THRESHOLD


def student4_cdf(t: np.ndarray) -> np.ndarray:
    """Distribution function of Student's t with four degrees of freedom, closed form."""
    t = np.asarray(t, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        root = t / np.sqrt(4 + t * t)
    root = np.where(np.isinf(t), np.sign(t), root)
    return 0.5 + 0.75 * root * (1 - root * root / 3)


def student4_quantile(p: float) -> float:
    """Its inverse, closed form."""
    alpha = 4 * p * (1 - p)
    q = np.cos(np.arccos(np.sqrt(alpha)) / 3) / np.sqrt(alpha)
    return float(np.sign(p - 0.5) * 2 * np.sqrt(max(q - 1, 0)))


SCORES = np.array([student4_quantile(level) for level in LEVELS])


def cdf(quantiles: np.ndarray, x: float) -> np.ndarray:
    """P(return <= x) for quantiles [..., 5]: linear in the t4 score between them, the end segments going on beyond."""
    quantiles = np.asarray(quantiles, dtype=np.float64)
    segment = (quantiles[..., 1:4] <= x).sum(axis=-1)
    left = np.take_along_axis(quantiles, segment[..., None], axis=-1)[..., 0]
    right = np.take_along_axis(quantiles, segment[..., None] + 1, axis=-1)[..., 0]
    width = right - left
    flat = width <= 0
    share = (x - left) / np.where(flat, 1, width)
    share = np.where(flat, np.where(x < left, -np.inf, np.where(x > left, np.inf, 1)), share)
    return student4_cdf(SCORES[segment] + share * (SCORES[segment + 1] - SCORES[segment]))


def probabilities(quantiles: np.ndarray) -> np.ndarray:
    """[..., 3] (down, neutral, up) from five-bar quantiles [..., 5]."""
    down = cdf(quantiles, float(np.log1p(-MOVE_THRESHOLD)))
    up = 1 - cdf(quantiles, float(np.log1p(MOVE_THRESHOLD)))
    neutral = np.maximum(1 - down - up, 0)
    return np.stack([down, neutral, up], axis=-1)
