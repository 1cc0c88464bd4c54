"""Hourly bars of an AR(1) with GARCH(1,1) noise: a little of the mean and much of the variance can be known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SUB_STEPS = 24
"""Moves within a bar: what its high and low are taken from."""
WARM_UP = 500


@dataclass(frozen=True)
class Process:
    """r = phi · r₋₁ + e, e = σ z, σ² = omega + alpha · e₋₁² + beta · σ₋₁², z standard normal."""

    phi: float = 0.2
    alpha: float = 0.08
    beta: float = 0.905
    sigma: float = 0.008
    """The standard deviation of e in the long run."""

    @property
    def omega(self) -> float:
        return self.sigma**2 * (1 - self.alpha - self.beta)


@dataclass(frozen=True)
class Market:
    """One coin: bars, and at each bar's close what the next bars are drawn from."""

    process: Process
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray
    volume: np.ndarray
    returns: np.ndarray
    """Of each bar, in logs"""
    next_variance: np.ndarray
    """σ² of the bar after each"""


def simulate(process: Process, bars: int, seed: int, start_price: float = 100.0) -> Market:
    """Each bar's return is the sum of its sub-steps, a bar opens where the last one closed."""
    random = np.random.default_rng(seed)
    count = bars + WARM_UP
    steps = random.standard_normal((count, SUB_STEPS)) / np.sqrt(SUB_STEPS)
    returns, sigma, next_variance = np.empty(count), np.empty(count), np.empty(count)
    last, variance = 0.0, process.sigma**2
    drift = np.empty(count)
    for t in range(count):
        sigma[t], drift[t] = np.sqrt(variance), process.phi * last
        noise = sigma[t] * steps[t].sum()
        last = returns[t] = drift[t] + noise
        variance = next_variance[t] = process.omega + process.alpha * noise * noise + process.beta * variance
    path = np.cumsum(drift[:, None] / SUB_STEPS + sigma[:, None] * steps, axis=1)
    kept = slice(WARM_UP, None)
    close = start_price * np.exp(np.cumsum(returns[kept]))
    opened = np.concatenate([[start_price], close[:-1]])
    activity = np.exp(0.5 * np.log(sigma[kept] / process.sigma) + 0.4 * random.standard_normal(bars))
    return Market(
        process,
        opened,
        np.maximum(opened * np.exp(path[kept].max(axis=1)), np.maximum(opened, close)),
        np.minimum(opened * np.exp(path[kept].min(axis=1)), np.minimum(opened, close)),
        close,
        1000 * activity,
        returns[kept],
        next_variance[kept],
    )
