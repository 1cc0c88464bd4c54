"""Per-coin robust scalers, as the table that the graph carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rows import Rows

IQR_OF_NORMAL = 1.349
"""Interquartile range of a standard normal: what makes an IQR comparable with a standard deviation."""
LEAST_ROWS = 500
"""A coin with fewer rows is scaled as any other."""
LEAST_SCALE = 1e-6


@dataclass(frozen=True)
class CoinScaler:
    """Medians and robust deviations by coin; row 0 is pooled, for any other coin."""

    center: np.ndarray
    """float32 [C + 1, F]"""
    scale: np.ndarray
    """float32 [C + 1, F], never 0"""

    @staticmethod
    def fit(rows: Rows, coins: int, pooled: frozenset[str] = frozenset()) -> CoinScaler:
        """`pooled` names features that every coin has scaled alike, so that their level still tells."""
        names = np.array([name in pooled for name in rows.feature_names])
        center, scale = _robust(rows.features)
        centers, scales = np.tile(center, (coins + 1, 1)), np.tile(scale, (coins + 1, 1))
        for coin in range(1, coins + 1):
            mine = rows.features[rows.coin == coin]
            if len(mine) >= LEAST_ROWS:
                own_center, own_scale = _robust(mine)
                centers[coin] = np.where(names, center, own_center)
                scales[coin] = np.where(names, scale, own_scale)
        return CoinScaler(centers, scales)

    def apply(self, features: np.ndarray, coin: np.ndarray) -> np.ndarray:
        """float32 throughout, one subtraction and one division, exactly as in the graph: trees decide by it."""
        return (features - self.center[coin]) / self.scale[coin]


def _robust(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, middle, high = np.quantile(features.astype(np.float64), (0.25, 0.5, 0.75), axis=0)
    scale = (high - low) / IQR_OF_NORMAL
    spread = features.astype(np.float64).std(axis=0)
    scale = np.where(scale > LEAST_SCALE, scale, np.where(spread > LEAST_SCALE, spread, 1.0))
    return middle.astype(np.float32), scale.astype(np.float32)
