"""Static calibration of the classifier: a temperature and an offset a class, fitted on the validation part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

TRUST = 0.5
"""How much of the correction is taken: the validation part is one stretch of the market, not the next one."""


@dataclass(frozen=True)
class ClassCalibration:
    slope: np.ndarray
    """float32 [1]: what logits are multiplied by"""
    offset: np.ndarray
    """float32 [3]"""

    @staticmethod
    def none() -> ClassCalibration:
        return ClassCalibration(np.ones(1, dtype=np.float32), np.zeros(3, dtype=np.float32))

    @staticmethod
    def fit(logits: np.ndarray, label: np.ndarray) -> ClassCalibration:
        """Of least log-loss, then drawn towards no change."""
        known = logits.astype(np.float64)

        def loss(parameters: np.ndarray) -> float:
            moved = parameters[0] * known + parameters[1:]
            moved -= moved.max(axis=1, keepdims=True)
            picked = moved[np.arange(len(label)), label]
            return float((np.log(np.exp(moved).sum(axis=1)) - picked).mean() + 1e-6 * (parameters[1:] ** 2).sum())

        found = minimize(loss, np.array([1.0, 0.0, 0.0, 0.0]), method="L-BFGS-B", bounds=[(0.5, 2.0)] + [(-1.0, 1.0)] * 3).x
        offset = found[1:] - found[1:].mean()
        return ClassCalibration(
            np.array([1 + TRUST * (found[0] - 1)], dtype=np.float32), (TRUST * offset).astype(np.float32)
        )

    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        moved = self.slope * logits + self.offset
        moved = np.exp(moved - moved.max(axis=1, keepdims=True))
        return moved / moved.sum(axis=1, keepdims=True)
