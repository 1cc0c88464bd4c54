"""Quantiles in units of the anchor's σ: a median and four gaps that cannot cross."""

from __future__ import annotations

import numpy as np

from ..words import LEVELS

MEDIAN = LEVELS.index(0.5)
LEAST_GAP = 1e-3


def standardised(y: np.ndarray, log_sigma: np.ndarray) -> np.ndarray:
    """Log returns in units of the anchor's σ; float64 [N, H], nan where the return is not known."""
    return y / np.exp(log_sigma.astype(np.float64))


def base_quantiles(standard: np.ndarray) -> np.ndarray:
    """Quantiles of standardised returns, whatever the inputs say: float64 [H, 5]. What learning starts from."""
    return np.stack([np.quantile(column[~np.isnan(column)], LEVELS) for column in standard.T])


def base_parameters(base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Medians [H] and logs of gaps [H, 4], from the lowest level up."""
    gaps = np.maximum(np.diff(base, axis=1), LEAST_GAP)
    return base[:, MEDIAN], np.log(gaps)


def pinball(target: np.ndarray, quantiles: np.ndarray) -> np.ndarray:
    """Mean pinball loss by horizon and level, [H, 5]; unknown targets are left out."""
    error = target[:, :, None] - quantiles
    levels = np.array(LEVELS)
    return np.nanmean(np.maximum(levels * error, (levels - 1) * error), axis=0)
