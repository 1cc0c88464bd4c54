"""From the command line to a training."""

from __future__ import annotations

from argparse import Namespace

from .fingerprint import recipe_hash
from .plan import Plan
from .recipes.registry import RECIPES
from .training import train, walk_only


def run(options: Namespace) -> None:
    """@throws FreezeError, LeakAlarm, DatasetError"""
    plan = Plan(
        dataset=options.dataset,
        work=options.work,
        models=options.models,
        ledger=options.ledger,
        quick=options.quick,
        timeframes=tuple(options.timeframes.split(",")),
        models_named=tuple(options.fit.split(",")),
    )
    for folder in (plan.work, plan.ledger):
        folder.mkdir(parents=True, exist_ok=True)
    if options.folds_only:
        walk_only(plan, dict(RECIPES))
    else:
        train(plan, dict(RECIPES), recipe_hash(), options.freeze, options.rescore)
