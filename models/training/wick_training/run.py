"""From the command line to a training."""

from __future__ import annotations

from argparse import Namespace

from tqdm import tqdm

from .fingerprint import recipe_hash
from .plan import Plan
from .recipes.registry import RECIPES
from .side_by_side import walk_side_by_side
from .training import train
from .validation import load_all


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
    datasets = load_all(plan, tqdm.write)
    hashes = {timeframe: dataset.data_hash for timeframe, dataset in datasets.items()}

    def fit_ahead(to_the_end: bool) -> None:
        walk_side_by_side(plan, to_the_end, options.lanes, hashes, tqdm.write)

    fit_ahead(False)
    if options.folds_only:
        return
    train(plan, datasets, dict(RECIPES), recipe_hash(), options.freeze, options.rescore, tqdm.write, fit_ahead)
