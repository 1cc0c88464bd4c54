"""Folds before the last: every recipe walked through them, and the ensemble's weights from what they said."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .data import Dataset, load
from .ensemble import Weights, fit_weights
from .evaluation import Scored, headline, members, score, table
from .folds import history
from .plan import Plan
from .recipe import Recipe
from .references import References
from .rows import Outputs
from .walk import Say, test_rows, walk


@dataclass(frozen=True)
class Validated:
    """Of one timeframe."""

    dataset: Dataset
    weights: Weights
    scored: tuple[Scored, ...]


def load_all(plan: Plan, say: Say) -> dict[str, Dataset]:
    found = {}
    for timeframe in plan.timeframes:
        found[timeframe] = load(plan.dataset, timeframe)
        rows = found[timeframe].rows
        say(f"{timeframe}: {len(rows)} rows of {len(found[timeframe].coins)} coins, {len(rows.feature_names)} features")
    return found


def validate(plan: Plan, dataset: Dataset, recipes: dict[str, Recipe], say: Say) -> Validated:
    """@throws LeakAlarm where figures are too good to be true"""
    timeframe = dataset.rows.timeframe
    learned: dict[int, dict[str, Outputs]] = {fold.number: {} for fold in plan.validation_folds}
    for name in plan.models_named:
        for number, outputs in walk(dataset, recipes[name], plan.validation_folds, plan.work, plan.quick, say).items():
            learned[number][name] = outputs
    asked = []
    for fold in plan.validation_folds:
        rows = test_rows(dataset, fold)
        asked.append((fold, rows, members(rows, learned[fold.number])))
    weights = fit_weights([(rows, answers) for _, rows, answers in asked])
    scored = []
    for fold, rows, answers in asked:
        references = References.of(history(dataset.rows, fold.test_from))
        scored.append(score(fold, rows, references, answers, weights))
        say(f"\n{timeframe}, fold {fold.number} (five bars ahead)\n{table(scored[-1].figures)}")
    note = {str(one.fold.number): headline(one.figures) for one in scored}
    path = plan.work / timeframe / "validation.json"
    path.write_text(json.dumps({"headlines": note, "weights": vars(weights)}, indent=2) + "\n")
    say(f"\n{timeframe} weights: {json.dumps(vars(weights))}")
    return Validated(dataset, weights, tuple(scored))
