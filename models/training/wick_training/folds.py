"""Forward folds, purged: nothing that a model was fitted on reaches into what it is tested on ([FC-41], [FC-42])."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from .rows import Rows
from .words import BAR_MS

BOUNDS = ("2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01", "2023-09-01", "2024-03-01", "2024-09-01")
VALIDATION_SHARE = 0.15
"""The last part of training, by rows in the order of time: early stopping and static calibration."""
LEAST_ROWS = 100


def epoch_ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


@dataclass(frozen=True)
class Fold:
    """Test rows are those issued in [test_from, test_to), epoch ms."""

    number: int
    test_from: int
    test_to: int


FOLDS = tuple(
    Fold(number + 1, epoch_ms(start), epoch_ms(end)) for number, (start, end) in enumerate(zip(BOUNDS, BOUNDS[1:]))
)
LAST_FOLD = FOLDS[-1]
TRAINING_END = LAST_FOLD.test_to
"""Shipped models are fitted on everything whose targets end before this."""


@dataclass(frozen=True)
class Split:
    train: Rows
    valid: Rows
    test: Rows


def embargo_ms(rows: Rows) -> int:
    """How long after the last training target rows are left out: the longest horizon once more."""
    return max(rows.horizons) * BAR_MS[rows.timeframe]


def target_end(rows: Rows) -> np.ndarray:
    """When the longest horizon of each row ends, epoch ms."""
    return rows.issued_at + max(rows.horizons) * BAR_MS[rows.timeframe]


def complete(rows: Rows) -> np.ndarray:
    """Which rows have every target."""
    return np.isfinite(rows.y).all(axis=1) & np.isfinite(rows.v).all(axis=1) & (rows.label >= 0)


def split(rows: Rows, fold: Fold) -> Split:
    """Training and validation before the fold's test with purge and embargo, and the test's rows.

    @throws ValueError where nothing is left to train on.
    """
    train, valid = before(rows, fold.test_from)
    test = rows.take((rows.issued_at >= fold.test_from) & (rows.issued_at < fold.test_to))
    return Split(train, valid, within(test, fold.test_to))


def history(rows: Rows, end: int) -> Rows:
    """Every complete row whose targets and embargo end by `end`, epoch ms: training and validation together."""
    return rows.take(complete(rows) & (target_end(rows) + embargo_ms(rows) <= end))


def before(rows: Rows, end: int) -> tuple[Rows, Rows]:
    """`history` in two: training, and the validation after it, with purge and embargo between them, too.

    @throws ValueError where there is next to nothing to train on.
    """
    past = history(rows, end)
    if len(past) < LEAST_ROWS:
        raise ValueError(f"{rows.timeframe}: {len(past)} rows to train on before {end}")
    cut = np.sort(past.issued_at)[int(len(past) * (1 - VALIDATION_SHARE))]
    train = target_end(past) + embargo_ms(past) <= cut
    return past.take(train), past.take(past.issued_at >= cut)


def within(rows: Rows, end: int) -> Rows:
    """The same rows, without targets that end after `end`: they belong to the next fold."""
    late = rows.issued_at[:, None] + np.array(rows.horizons) * BAR_MS[rows.timeframe] > end
    five = late[:, rows.horizons.index(5)]
    return replace(
        rows,
        y=np.where(late, np.nan, rows.y),
        v=np.where(late, np.nan, rows.v),
        label=np.where(five, -1, rows.label).astype(np.int8),
    )
