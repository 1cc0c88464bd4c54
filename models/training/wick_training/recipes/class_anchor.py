"""The classifier's anchor: chances of down, neutral and up by the expected size of a move alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from ..rows import Rows
from ..words import DIRECTION_HORIZON
from .anchor import Anchor

DEGREE = 3
CLASSES = 3
LIMITS = (0.001, 0.999)
"""Outside these quantiles of ln σ a polynomial knows nothing: it stays as at the edge."""
RIDGE = 1e-4


@dataclass(frozen=True)
class ClassAnchor:
    """Logits: a cubic in standardised ln σ over five bars."""

    horizon: np.ndarray
    """int64 [1]: its place among the anchor's horizons"""
    range: np.ndarray
    """float32 [2]: between these ln σ"""
    center: np.ndarray
    """float32 [1]"""
    scale: np.ndarray
    """float32 [1]"""
    weights: np.ndarray
    """float32 [4, 3]: of 1, z, z², z³"""

    @staticmethod
    def fit(rows: Rows, anchor: Anchor) -> ClassAnchor:
        """Multinomial logistic regression on rows whose class is known."""
        place = rows.horizons.index(DIRECTION_HORIZON)
        known = rows.label >= 0
        log_sigma = anchor.log_sigma(rows.features[known], rows.coin[known])[:, place].astype(np.float64)
        low, high = np.quantile(log_sigma, LIMITS)
        clipped = np.clip(log_sigma, low, high)
        center, scale = clipped.mean(), max(clipped.std(), 1e-6)
        basis = powers((clipped - center) / scale)
        wanted = np.eye(CLASSES)[rows.label[known]]

        def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
            weights = flat.reshape(DEGREE + 1, CLASSES)
            logits = basis @ weights
            logits -= logits.max(axis=1, keepdims=True)
            log_sum = np.log(np.exp(logits).sum(axis=1))
            value = (log_sum - (logits * wanted).sum(axis=1)).mean() + RIDGE * (weights**2).sum()
            slope = basis.T @ (np.exp(logits - log_sum[:, None]) - wanted) / len(basis) + 2 * RIDGE * weights
            return float(value), slope.ravel()

        found = minimize(loss, np.zeros((DEGREE + 1) * CLASSES), jac=True, method="L-BFGS-B")
        return ClassAnchor(
            np.array([place]),
            np.array([low, high], dtype=np.float32),
            np.array([center], dtype=np.float32),
            np.array([scale], dtype=np.float32),
            found.x.reshape(DEGREE + 1, CLASSES).astype(np.float32),
        )

    def logits(self, log_sigma: np.ndarray) -> np.ndarray:
        """float32 [N, 3], of the anchor's ln σ [N, H]."""
        z = (np.clip(log_sigma[:, self.horizon[0]], *self.range) - self.center) / self.scale
        return powers(z) @ self.weights


def powers(z: np.ndarray) -> np.ndarray:
    return np.stack([np.ones_like(z), z, z * z, z * z * z], axis=1)
