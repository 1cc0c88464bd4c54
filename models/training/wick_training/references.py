"""What forecasts are measured against, taken from training rows alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .distribution import probabilities
from .rows import Outputs, Rows
from .words import LEVELS

DECILES = np.arange(1, 10) / 10


@dataclass(frozen=True)
class References:
    quantiles: np.ndarray
    """[H, 5]: of the training rows' log returns"""
    scaled_quantiles: np.ndarray
    """[H, 5]: of log returns over 24-bar σ"""
    class_prior: np.ndarray
    """[3]"""
    sigma_edges: np.ndarray
    """[9]: deciles of 24-bar σ"""
    sigma_priors: np.ndarray
    """[10, 3]: class frequencies by them, +1 each"""

    @staticmethod
    def of(rows: Rows) -> References:
        """Of complete rows: those that something was trained on, validation included."""
        scaled = rows.y / rows.sigma24[:, None]
        edges = np.quantile(rows.sigma24, DECILES)
        decile = np.searchsorted(edges, rows.sigma24, side="right")
        counts = np.ones((10, 3))
        np.add.at(counts, (decile, rows.label), 1)
        return References(
            quantiles=np.quantile(rows.y, LEVELS, axis=0).T,
            scaled_quantiles=np.quantile(scaled, LEVELS, axis=0).T,
            class_prior=np.bincount(rows.label, minlength=3) / len(rows),
            sigma_edges=edges,
            sigma_priors=counts / counts.sum(axis=1, keepdims=True),
        )

    def by_sigma(self, sigma24: np.ndarray) -> np.ndarray:
        """[N, 3]: what is known of the direction when only volatility is."""
        return self.sigma_priors[np.searchsorted(self.sigma_edges, sigma24, side="right")]


def naive(rows: Rows) -> Outputs:
    return Outputs(quantiles=rows.baselines.naive_quantiles, probabilities=rows.baselines.naive_probabilities)


def har(rows: Rows) -> Outputs:
    quantiles = rows.baselines.har_quantiles
    five = rows.horizons.index(5)
    return Outputs(quantiles, rows.baselines.har_variance, probabilities(quantiles[:, five]))


def with_probabilities(outputs: Outputs, rows: Rows) -> Outputs:
    """A path model's direction derives from its quantiles; a classifier has its own."""
    if outputs.probabilities is not None or outputs.quantiles is None:
        return outputs
    five = rows.horizons.index(5)
    return Outputs(outputs.quantiles, outputs.variance, probabilities(outputs.quantiles[:, five]))
