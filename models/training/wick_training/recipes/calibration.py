"""Static calibration on the inner validation part: one factor a quantile, and variance by the width of the interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..words import LEVELS, VARIANCE_FLOOR
from .shape import MEDIAN

TRUST = 0.5
"""How much of the correction is taken: the validation part is one stretch of the market, not the next one."""
FACTORS = (0.5, 2.0)
LOW, HIGH = LEVELS.index(0.1), LEVELS.index(0.9)
"""The 80 % interval, whose width tells the variance."""
SLOPES = (0.5, 1.5)


@dataclass(frozen=True)
class Calibration:
    """`median + factor · (quantile − median)`, and `variance = exp(intercept + slope · ln width²)`."""

    factor: np.ndarray
    """float32 [H, 5]; 1 at the median"""
    intercept: np.ndarray
    """float32 [H]"""
    slope: np.ndarray
    """float32 [H]"""

    def quantiles(self, raw: np.ndarray) -> np.ndarray:
        """Sorted, [N, H, 5], of a model's own, in the same units."""
        middle = raw[:, :, MEDIAN, None]
        return np.sort(middle + self.factor * (raw - middle), axis=2)

    def variance(self, quantiles: np.ndarray) -> np.ndarray:
        return np.exp(self.intercept + self.slope * log_square_width(quantiles))


def log_square_width(quantiles: np.ndarray) -> np.ndarray:
    """[N, H]: ln of the squared width of the 80 % interval, floored as variances are."""
    width = quantiles[:, :, HIGH] - quantiles[:, :, LOW]
    return np.log(np.maximum(width * width, np.asarray(VARIANCE_FLOOR, dtype=width.dtype)))


def fit_factors(standard: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """
    float32 [H, 5]. The factor that would give a level its nominal frequency on these rows, drawn halfway to 1.
    `standard` [N, H] are the outcomes, `shape` [N, H, 5] the model's quantiles of them, both in units of σ.
    """
    factor = np.ones(shape.shape[1:])
    for h in range(shape.shape[1]):
        known = ~np.isnan(standard[:, h])
        middle = shape[known, h, MEDIAN]
        for place, level in enumerate(LEVELS):
            if place == MEDIAN:
                continue
            ratio = (standard[known, h] - middle) / (shape[known, h, place] - middle)
            exact = np.quantile(ratio, max(level, 1 - level))
            factor[h, place] = np.clip(1 + TRUST * (exact - 1), *FACTORS)
    return factor.astype(np.float32)


def fit_variance(realised: np.ndarray, quantiles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intercepts and slopes [H] of least QLIKE, by Newton's method: the loss is convex in both."""
    x_all = log_square_width(quantiles.astype(np.float64))
    intercept, slope = np.empty(x_all.shape[1]), np.empty(x_all.shape[1])
    for h in range(x_all.shape[1]):
        known = ~np.isnan(realised[:, h])
        v, x = realised[known, h], x_all[known, h]
        center = x.mean()
        x = x - center
        b = 1.0
        a = float(np.log(np.mean(v * np.exp(-x))))
        for _ in range(50):
            ratio = v * np.exp(-a - b * x)
            gradient = np.array([1 - ratio.mean(), (x * (1 - ratio)).mean()])
            hessian = np.array([[ratio.mean(), (x * ratio).mean()], [(x * ratio).mean(), (x * x * ratio).mean()]])
            step = np.linalg.solve(hessian + 1e-9 * np.eye(2), gradient)
            step *= min(1.0, 0.5 / max(np.abs(step).max(), 1e-12))
            a, b = a - step[0], b - step[1]
            if np.abs(step).max() < 1e-10:
                break
        bounded = float(np.clip(b, *SLOPES))
        if bounded != b:
            b = bounded
            a = float(np.log(np.mean(v * np.exp(-b * x))))
        intercept[h], slope[h] = a - b * center, b
    return intercept.astype(np.float32), slope.astype(np.float32)
