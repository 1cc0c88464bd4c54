"""Figures of every member and of the ensemble on a fold's test rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields

from .data import Dataset
from .ensemble import Weights, combine
from .folds import Fold
from .references import References, har, naive, with_probabilities
from .rows import Outputs, Rows
from .scorecard import Figures, raise_leak_alarm, scorecard

ENSEMBLE = "ml_ensemble"


@dataclass(frozen=True)
class Scored:
    """A fold, what everybody said of it, and the figures of that."""

    fold: Fold
    rows: Rows
    references: References
    answers: dict[str, Outputs]
    figures: dict[str, Figures]


def measured_hash(dataset: Dataset) -> str:
    """SHA-256 of all that figures are made of: what models are fitted on, and the baselines that they are held to."""
    digest = hashlib.sha256(dataset.data_hash.encode())
    for one in fields(dataset.rows.baselines):
        digest.update(getattr(dataset.rows.baselines, one.name).tobytes())
    return digest.hexdigest()


def members(rows: Rows, learned: Mapping[str, Outputs]) -> dict[str, Outputs]:
    """Learned models and baselines, each with a direction where it can have one."""
    own = {name: with_probabilities(outputs, rows) for name, outputs in learned.items()}
    return {**own, "har": har(rows), "naive": naive(rows)}


def score(fold: Fold, rows: Rows, references: References, answers: dict[str, Outputs], weights: Weights | None) -> Scored:
    """@param weights: of the ensemble; None: it is not scored. @throws LeakAlarm"""
    everybody = dict(answers)
    if weights is not None:
        everybody[ENSEMBLE] = combine(answers, weights)
    figures: dict[str, Figures] = {}
    for name, outputs in everybody.items():
        one = scorecard(rows, outputs, references)
        raise_leak_alarm(name, rows.timeframe, one)
        figures[name] = {"from": fold.test_from, "to": fold.test_to, **one}
    return Scored(fold, rows, references, everybody, figures)


def headline(figures: Mapping[str, Figures]) -> dict[str, float]:
    """The figures that a second scoring is held to, and that are printed: five bars ahead, and the direction."""
    found: dict[str, float] = {}
    for name, one in figures.items():
        five = next(entry for entry in one["horizons"] if entry["horizon"] == 5)
        direction = one["direction"]
        picked = {
            "pinball": five["pinballSkill"],
            "pinball80": five["pinball80SkillUnconditional"],
            "pinball80Scaled": five["pinball80SkillScaled"],
            "coverage80": five["coverage80"],
            "coverage95": five["coverage95"],
            "qlikeHar": five["qlikeSkillHar"],
            "logLoss": None if direction is None else direction["logLossSkill"],
            "logLossBySigma": None if direction is None else direction["logLossSkillBySigma"],
            "aucUpGivenMove": None if direction is None else direction["aucUpGivenMove"],
        }
        found.update({f"{name}.{key}": round(value["value"], 6) for key, value in picked.items() if value is not None})
        if direction is not None:
            found[f"{name}.ece"] = round(direction["ece"], 6)
    return found


def table(figures: Mapping[str, Figures]) -> str:
    """Headlines as text, a line a model."""
    columns = ("pinball", "pinball80", "pinball80Scaled", "coverage80", "coverage95", "qlikeHar", "logLoss",
               "logLossBySigma", "aucUpGivenMove", "ece")  # fmt: skip
    found = headline(figures)
    lines = [f"{'':12}" + "".join(f"{name[:15]:>16}" for name in columns)]
    for model in figures:
        cells = [found.get(f"{model}.{name}") for name in columns]
        lines.append(f"{model:12}" + "".join(f"{'-':>16}" if cell is None else f"{cell:16.4f}" for cell in cells))
    return "\n".join(lines)
