"""Scores the last fold with the frozen recipe and the frozen weights."""

from __future__ import annotations

from .data import Dataset
from .evaluation import Scored, members, score
from .folds import history
from .last_fold import Frozen
from .plan import Plan
from .recipe import Recipe
from .references import References
from .walk import Say, test_rows, walk


def score_last(plan: Plan, dataset: Dataset, recipes: dict[str, Recipe], frozen: Frozen, say: Say) -> Scored:
    """@throws LeakAlarm where figures are too good to be true"""
    folds = (*plan.validation_folds, plan.last_fold)
    last = plan.last_fold
    rows = test_rows(dataset, last)
    learned = {
        name: walk(dataset, recipes[name], folds, plan.work, plan.quick, say)[last.number] for name in plan.models_named
    }
    references = References.of(history(dataset.rows, last.test_from))
    return score(last, rows, references, members(rows, learned), frozen.weights[dataset.rows.timeframe])
