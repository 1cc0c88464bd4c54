"""The figures of one model on test rows, in the shape of contract/models.ts (`ModelMetrics`)."""

from __future__ import annotations

import numpy as np

from . import metrics
from .bootstrap import Measured, Weeks
from .references import References
from .rows import Outputs, Rows

ALARM_BALANCED_ACCURACY = 0.48
ALARM_UP_GIVEN_MOVE = 0.56
Figures = dict[str, object]


class LeakAlarm(Exception):
    """Figures that nobody gets at this market out of sample: something of the future is in the inputs."""


def scorecard(rows: Rows, outputs: Outputs, references: References) -> Figures:
    """All that is said of a model on rows issued from the first to the last of `rows`."""
    return {
        "horizons": [horizon_figures(rows, outputs, references, place) for place in range(len(rows.horizons))],
        "direction": direction_figures(rows, outputs, references),
    }


def horizon_figures(rows: Rows, outputs: Outputs, references: References, place: int) -> Figures:
    known = np.isfinite(rows.y[:, place])
    y = rows.y[known, place]
    weeks = Weeks.of(rows.issued_at[known])
    figures: dict[str, Measured | None] = dict.fromkeys(
        ("pinballSkill", "pinball80SkillUnconditional", "pinball80SkillScaled", "maeSkill", "coverage80", "coverage95")
    )
    if outputs.quantiles is not None:
        q = outputs.quantiles[known, place]
        naive = rows.baselines.naive_quantiles[known, place]
        ends, levels = [1, 3], (0.1, 0.9)
        loss80 = metrics.pinball(y, q[:, ends], levels)
        plain = np.broadcast_to(references.quantiles[place], q.shape)[:, ends]
        scaled = (rows.sigma24[known, None] * references.scaled_quantiles[place])[:, ends]
        figures = {
            "pinballSkill": weeks.skill(metrics.pinball(y, q), metrics.pinball(y, naive)),
            "pinball80SkillUnconditional": weeks.skill(loss80, metrics.pinball(y, plain, levels)),
            "pinball80SkillScaled": weeks.skill(loss80, metrics.pinball(y, scaled, levels)),
            "maeSkill": weeks.skill(np.abs(y - q[:, 2]), np.abs(y - naive[:, 2])),
            "coverage80": weeks.mean(((y >= q[:, 1]) & (y <= q[:, 3])).astype(np.float64)),
            "coverage95": weeks.mean(((y >= q[:, 0]) & (y <= q[:, 4])).astype(np.float64)),
        }
    variance = variance_figures(rows, outputs, place)
    return {
        "horizon": rows.horizons[place],
        "n": int(known.sum()),
        **{name: None if one is None else one.plain() for name, one in figures.items()},
        **variance,
    }


def variance_figures(rows: Rows, outputs: Outputs, place: int) -> Figures:
    if outputs.variance is None:
        return {"qlike": None, "qlikeSkillHar": None}
    known = np.isfinite(rows.v[:, place])
    v = rows.v[known, place]
    loss = metrics.qlike(v, outputs.variance[known, place])
    har = metrics.qlike(v, rows.baselines.har_variance[known, place])
    return {
        "qlike": float(loss.mean()),
        "qlikeSkillHar": Weeks.of(rows.issued_at[known]).skill(loss, har).plain(),
    }


def direction_figures(rows: Rows, outputs: Outputs, references: References) -> Figures | None:
    if outputs.probabilities is None:
        return None
    known = rows.label >= 0
    label = rows.label[known].astype(np.int64)
    p = outputs.probabilities[known]
    y = rows.y[known, rows.horizons.index(5)]
    weeks = Weeks.of(rows.issued_at[known])
    prior = np.broadcast_to(references.class_prior, p.shape)
    loss = metrics.log_loss(label, p)
    by_sigma = metrics.log_loss(label, references.by_sigma(rows.sigma24[known]))
    moved, up, lean = metrics.up_given_move(label, p)
    area = metrics.auc_of(up, lean)
    gain, called = metrics.cost_adjusted(y, p)
    return {
        "n": int(known.sum()),
        "logLossSkill": weeks.skill(loss, metrics.log_loss(label, prior)).plain(),
        "brierSkill": weeks.skill(metrics.brier(label, p), metrics.brier(label, prior)).plain(),
        "balancedAccuracy": metrics.balanced_accuracy(label, p),
        "aucUpGivenMove": weeks.drawn(area(np.ones(len(lean))), lambda weight: area(weight[moved])).plain(),
        "accuracyUpGivenMove": float(np.mean((lean > 0.5) == up)),
        "logLossSkillBySigma": weeks.skill(loss, by_sigma).plain(),
        "ece": metrics.expected_calibration_error(label, p),
        "costAdjusted": weeks.mean(gain, called).plain() if called.any() else None,
        "reliability": [
            {"forecast": forecast, "observed": observed, "n": n}
            for forecast, observed, n in metrics.reliability(label, p)
        ],
    }


def raise_leak_alarm(model: str, timeframe: str, figures: Figures) -> None:
    """At 1h no honest model calls the direction this well ([FC-55]). @throws LeakAlarm"""
    direction = figures["direction"]
    if timeframe != "1h" or not isinstance(direction, dict):
        return
    for name, limit in (("balancedAccuracy", ALARM_BALANCED_ACCURACY), ("accuracyUpGivenMove", ALARM_UP_GIVEN_MOVE)):
        if direction[name] > limit:
            raise LeakAlarm(f"{model} 1h: {name} {direction[name]:.4f} is above {limit}: look for a leak")
