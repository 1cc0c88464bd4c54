"""Whether a retrained model may take a running one's place: both asked about weeks that neither has seen ([FC-58])."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import metrics
from .bootstrap import WEEK_MS, Measured, Weeks
from .folds import complete, embargo_ms
from .rows import Outputs, Rows
from .words import BAR_MS

WEEKS = {"1h": 8, "12h": 26, "1d": 26}
LEAST_ROWS = 100


@dataclass(frozen=True)
class Verdict:
    accepted: bool
    why: str
    difference: Measured | None = None
    """Of losses, new − old, as a share of the old one's; below zero the new one is better"""


def window_of(rows: Rows) -> tuple[int, int]:
    """From when to when rows of the newest window are issued, epoch ms: the last weeks whose targets are all known."""
    known = complete(rows)
    end = int(rows.issued_at[known].max()) + 1
    return end - WEEKS[rows.timeframe] * WEEK_MS, end


def has_seen(rows: Rows, trained_to: int, window_from: int) -> bool:
    """Whether a model whose last bar opened at `trained_to` was fitted on something within the embargo before a window."""
    return trained_to + BAR_MS[rows.timeframe] + embargo_ms(rows) > window_from


def compare(rows: Rows, old: Outputs, new: Outputs) -> Verdict:
    """@param rows: of the window, complete"""
    if len(rows) < LEAST_ROWS:
        return Verdict(False, f"only {len(rows)} rows to compare on")
    before, after = loss_of(rows, old), loss_of(rows, new)
    difference = Weeks.of(rows.issued_at).ratio(after - before, before, lambda share: share)
    percent = f"{100 * difference.value:+.2f} % ({100 * difference.low:+.2f} to {100 * difference.high:+.2f})"
    if not np.isfinite(difference.value) or difference.low > 0:
        return Verdict(False, f"worse: its loss differs by {percent}", difference)
    return Verdict(True, f"not worse: its loss differs by {percent}", difference)


def loss_of(rows: Rows, outputs: Outputs) -> np.ndarray:
    """Of each row: pinball of a path model, each horizon in units of its σ so that near ones count too; log-loss of a classifier."""
    if outputs.quantiles is None:
        if outputs.probabilities is None:
            raise ValueError("a model that says nothing")
        return metrics.log_loss(rows.label.astype(np.int64), outputs.probabilities)
    scale = rows.sigma24[:, None] * np.sqrt(rows.horizons)
    return np.mean(
        [metrics.pinball(rows.y[:, h], outputs.quantiles[:, h]) / scale[:, h] for h in range(len(rows.horizons))], axis=0
    )


def newest(rows: Rows) -> Rows:
    """The complete rows of the newest window."""
    start, end = window_of(rows)
    return rows.take(complete(rows) & (rows.issued_at >= start) & (rows.issued_at < end))


