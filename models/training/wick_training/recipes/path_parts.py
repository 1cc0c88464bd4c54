"""What every path model has around its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rows import Outputs, Rows
from .anchor import Anchor
from .calibration import Calibration, fit_factors, fit_variance
from .coin_scaler import CoinScaler
from .shape import standardised
from .store import Arrays, arrays_of, prefixed, under

RECENT = 2
"""Variance is calibrated on the validation part and so many times its rows before it: slopes need calm and storm."""


@dataclass(frozen=True)
class PathParts:
    scaler: CoinScaler
    anchor: Anchor
    calibration: Calibration

    def arrays(self) -> Arrays:
        return {name: one for part in ("scaler", "anchor", "calibration") for name, one in prefixed(part, arrays_of(getattr(self, part))).items()}

    @staticmethod
    def of(arrays: Arrays) -> PathParts:
        return PathParts(
            CoinScaler(**under("scaler", arrays)),
            Anchor(**under("anchor", arrays)),
            Calibration(**under("calibration", arrays)),
        )

    def outputs(self, log_sigma: np.ndarray, shape: np.ndarray) -> Outputs:
        """Served outputs of shapes [N, H, 5] in units of σ, in the float32 of the graph."""
        quantiles = np.exp(log_sigma)[:, :, None] * self.calibration.quantiles(shape)
        variance = self.calibration.variance(quantiles)
        return Outputs(quantiles=quantiles.astype(np.float64), variance=variance.astype(np.float64))


def calibrated(anchor: Anchor, recent: Rows, recent_shape: np.ndarray, valid: Rows, valid_shape: np.ndarray) -> Calibration:
    """Factors from `valid` alone, variance from `recent` (training rows) and `valid` together."""
    valid_sigma = anchor.log_sigma(valid.features, valid.coin)
    factor = fit_factors(standardised(valid.y, valid_sigma), valid_shape)
    unit = np.ones(factor.shape[0], dtype=np.float32)
    only_factor = Calibration(factor, unit, unit)
    realised, quantiles = [], []
    for rows, shape in ((recent, recent_shape), (valid, valid_shape)):
        sigma = np.exp(anchor.log_sigma(rows.features, rows.coin))
        realised.append(rows.v)
        quantiles.append(sigma[:, :, None] * only_factor.quantiles(shape))
    intercept, slope = fit_variance(np.concatenate(realised), np.concatenate(quantiles))
    return Calibration(factor, intercept, slope)


def recent_rows(train: Rows, valid: Rows) -> Rows:
    """The last training rows before the validation part, thinned to its size."""
    count = min(len(train), RECENT * len(valid))
    return train.take(np.arange(len(train) - count, len(train), RECENT))
