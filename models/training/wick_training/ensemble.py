"""Weights of `ml_ensemble`: not negative, their sum one, by timeframe, horizon and output, from forward folds ([FC-56])."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from . import metrics
from .rows import Outputs, Rows
from .words import LEARNED_MODELS, PATH_MODELS

QUANTILE_MEMBERS = (*PATH_MODELS, "har", "naive")
VARIANCE_MEMBERS = (*PATH_MODELS, "har")
DIRECTION_MEMBERS = (*LEARNED_MODELS, "har", "naive")
SHRINKAGE = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Share of equal weights mixed in; the one that does best on folds left out is taken, ties to the larger"""
ROUNDED = 4
STEPS = 400

Answers = Mapping[str, Outputs]
Loss = Callable[[np.ndarray], tuple[float, np.ndarray]]
"""Mean loss of weights, and its gradient"""


@dataclass(frozen=True)
class Weights:
    quantiles: tuple[dict[str, float], ...]
    """By horizon"""
    variance: tuple[dict[str, float], ...]
    direction: dict[str, float]


def fit_weights(folds: Sequence[tuple[Rows, Answers]]) -> Weights:
    """@param folds: test rows of validation folds with what each member said of them"""
    horizons = folds[0][0].horizons
    places = range(len(horizons))
    return Weights(
        tuple(_stable(QUANTILE_MEMBERS, [_pinball_loss(rows, answers, place) for rows, answers in folds]) for place in places),
        tuple(_stable(VARIANCE_MEMBERS, [_qlike_loss(rows, answers, place) for rows, answers in folds]) for place in places),
        _stable(DIRECTION_MEMBERS, [_log_loss(rows, answers) for rows, answers in folds]),
    )


def combine(answers: Answers, weights: Weights) -> Outputs:
    """The ensemble's word, as market/forecast/ensemble.ts has it: weighted means of quantiles, variances, probabilities."""

    def mean(by_horizon: tuple[dict[str, float], ...], pick: Callable[[Outputs], np.ndarray | None]) -> np.ndarray:
        columns = []
        for place, one in enumerate(by_horizon):
            columns.append(sum(weight * _given(pick(answers[name]))[:, place] for name, weight in one.items() if weight > 0))
        return np.stack(columns, axis=1)

    direction = sum(w * _given(answers[name].probabilities) for name, w in weights.direction.items() if w > 0)
    return Outputs(
        mean(weights.quantiles, lambda one: one.quantiles),
        mean(weights.variance, lambda one: one.variance),
        direction,
    )


def _stable(members: Sequence[str], losses: Sequence[Loss]) -> dict[str, float]:
    """Best weights over all folds, mixed with equal ones by the share that did best on folds left out."""
    count = len(members)
    equal = np.full(count, 1 / count)
    share = 0.0
    if len(losses) > 1:
        held = np.zeros(len(SHRINKAGE))
        for number, loss in enumerate(losses):
            others = [one for other, one in enumerate(losses) if other != number]
            best = minimise(others, count)
            held += [loss((1 - s) * best + s * equal)[0] for s in SHRINKAGE]
        share = max(s for s, value in zip(SHRINKAGE, held) if value <= held.min() + 1e-12)
    return _rounded(members, (1 - share) * minimise(losses, count) + share * equal)


def minimise(losses: Sequence[Loss], count: int) -> np.ndarray:
    """Exponentiated gradient on the simplex, from equal weights, halving the step where the loss would rise."""
    weights = np.full(count, 1 / count)

    def total(at: np.ndarray) -> tuple[float, np.ndarray]:
        parts = [loss(at) for loss in losses]
        return float(np.mean([value for value, _ in parts])), np.mean([slope for _, slope in parts], axis=0)

    value, slope = total(weights)
    step = 1.0
    for _ in range(STEPS):
        spread = float(np.ptp(slope))
        if spread < 1e-12 or step < 1e-6:
            break
        moved = weights * np.exp(-step * (slope - slope.min()) / spread)
        moved /= moved.sum()
        next_value, next_slope = total(moved)
        if next_value > value:
            step /= 2
            continue
        if value - next_value < 1e-9 * abs(value):
            weights, value = moved, next_value
            break
        weights, value, slope = moved, next_value, next_slope
        step = min(step * 1.5, 8.0)
    return weights


def _rounded(members: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    """Four digits, summing to one exactly; what rounds to nothing says nothing."""
    units = 10**ROUNDED
    whole = np.floor(weights * units).astype(int)
    for place in np.argsort(-(weights * units - whole))[: units - whole.sum()]:
        whole[place] += 1
    return {name: int(unit) / units for name, unit in zip(members, whole)}


def _given(values: np.ndarray | None) -> np.ndarray:
    if values is None:
        raise ValueError("a member has weight in an output that it does not give")
    return values


def _pinball_loss(rows: Rows, answers: Answers, place: int) -> Loss:
    known = np.isfinite(rows.y[:, place])
    y = rows.y[known, place]
    stack = np.stack([_given(answers[name].quantiles)[known, place] for name in QUANTILE_MEMBERS])
    scale = metrics.pinball(y, rows.baselines.naive_quantiles[known, place]).mean()
    levels = np.asarray(metrics.LEVELS)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        q = np.tensordot(weights, stack, axes=1)
        slope = np.where(y[:, None] > q, -levels, 1 - levels) / (q.size * scale)
        return metrics.pinball(y, q).mean() / scale, np.tensordot(stack, slope, axes=2)

    return loss


def _qlike_loss(rows: Rows, answers: Answers, place: int) -> Loss:
    known = np.isfinite(rows.v[:, place])
    v = rows.v[known, place]
    stack = np.stack([_given(answers[name].variance)[known, place] for name in VARIANCE_MEMBERS])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        f = weights @ stack
        return metrics.qlike(v, f).mean(), stack @ ((1 - v / f) / f) / len(v)

    return loss


def _log_loss(rows: Rows, answers: Answers) -> Loss:
    known = rows.label >= 0
    label = rows.label[known].astype(np.int64)
    chosen = np.stack([_given(answers[name].probabilities)[known][np.arange(len(label)), label] for name in DIRECTION_MEMBERS])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        p = np.maximum(weights @ chosen, metrics.LEAST_PROBABILITY)
        return float(-np.log(p).mean()), -(chosen / p).mean(axis=1)

    return loss
