"""The anchor: how far each horizon moves, by a regression of log variances. Models learn shapes around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rows import Rows

ANCHOR_FEATURES = ("lnVariance1", "lnVariance5", "lnVariance24", "lnVariance168", "lnVariance500", "lnSigma24")
"""Raw logs of the past's variances, as the heterogeneous autoregression (Corsi 2009) takes them."""
RIDGE = 1e-3
"""Per row: keeps collinear logs from large weights of opposite signs."""
COIN_ROWS = 2000
"""A coin's own offset counts for n / (n + this)."""


@dataclass(frozen=True)
class Anchor:
    """ln σ of every horizon: `bias[coin] + features[:, columns] @ weights`. Row 0 of `bias`: any other coin."""

    columns: np.ndarray
    """int64 [K]: which features"""
    weights: np.ndarray
    """float32 [K, H]"""
    bias: np.ndarray
    """float32 [C + 1, H]"""

    @staticmethod
    def fit(rows: Rows, coins: int) -> Anchor:
        """Least squares of ½ ln of the realised variance of each horizon, with an offset a coin."""
        columns = np.array([rows.feature_names.index(name) for name in ANCHOR_FEATURES])
        features = rows.features[:, columns].astype(np.float64)
        center = features.mean(axis=0)
        weights = np.empty((len(columns), len(rows.horizons)))
        bias = np.empty((coins + 1, len(rows.horizons)))
        for h in range(len(rows.horizons)):
            known = ~np.isnan(rows.v[:, h])
            x, target = features[known] - center, 0.5 * np.log(rows.v[known, h])
            mean = target.mean()
            normal = x.T @ x + RIDGE * len(x) * np.eye(len(columns))
            weights[:, h] = np.linalg.solve(normal, x.T @ (target - mean))
            rest = target - mean - x @ weights[:, h]
            bias[:, h] = mean - center @ weights[:, h]
            for coin in range(1, coins + 1):
                own = rest[rows.coin[known] == coin]
                if len(own):
                    bias[coin, h] += own.mean() * len(own) / (len(own) + COIN_ROWS)
        return Anchor(columns, weights.astype(np.float32), bias.astype(np.float32))

    def log_sigma(self, features: np.ndarray, coin: np.ndarray) -> np.ndarray:
        """float32 [N, H]"""
        return features[:, self.columns] @ self.weights + self.bias[coin]
