"""Intervals by resampling whole weeks, all coins together: hours of a week and coins of an hour go together ([FC-44])."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WEEK_MS = 604_800_000
RESAMPLES = 1000
SEED = 20210901


@dataclass(frozen=True)
class Measured:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def plain(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Weeks:
    """Weeks of rows, numbered from 0, and how often each is drawn in each resample."""

    of_row: np.ndarray
    count: int
    draws: np.ndarray
    """float64 [R, W]"""

    @staticmethod
    def of(issued_at: np.ndarray, resamples: int = RESAMPLES) -> Weeks:
        _, of_row = np.unique(issued_at // WEEK_MS, return_inverse=True)
        count = int(of_row.max()) + 1 if len(of_row) else 0
        generator = np.random.default_rng(SEED)
        draws = generator.multinomial(count, np.full(count, 1 / count), size=resamples) if count else np.zeros((resamples, 0))
        return Weeks(of_row, count, draws.astype(np.float64))

    def sums(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.of_row, weights=values, minlength=self.count)

    def ratio(self, above: np.ndarray, below: np.ndarray, of: Callable[[np.ndarray], np.ndarray]) -> Measured:
        """`of(sum above / sum below)`, rows given; its interval by resampled weeks."""
        a, b = self.sums(above), self.sums(below)
        value = float(of(np.asarray(a.sum() / b.sum())))
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = of((self.draws @ a) / (self.draws @ b))
        return interval(value, drawn)

    def skill(self, loss: np.ndarray, reference: np.ndarray) -> Measured:
        """1 − loss / reference loss."""
        return self.ratio(loss, reference, lambda share: 1 - share)

    def mean(self, values: np.ndarray, where: np.ndarray | None = None) -> Measured:
        """Mean over the rows, or over those that are true in `where`."""
        mask = np.ones(len(values)) if where is None else where.astype(np.float64)
        return self.ratio(values * mask, mask, lambda share: share)

    def drawn(self, value: float, figure: Callable[[np.ndarray], float], resamples: int = 200) -> Measured:
        """Any figure of weighted rows: `figure` gets each row's weight."""
        return interval(value, np.array([figure(draw[self.of_row]) for draw in self.draws[:resamples]]))


def interval(value: float, drawn: np.ndarray) -> Measured:
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) == 0:
        return Measured(value, value, value)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measured(value, float(low), float(high))
