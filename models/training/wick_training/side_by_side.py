"""Walks of several models at once, a process each: fits use one thread, machines have more."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed

from .data import load
from .fingerprint import source_hash
from .fits import FitStore
from .folds import Fold
from .plan import Plan
from .recipes.registry import RECIPES
from .walk import Say, final_fit, walk

SLOWEST_FIRST = ("transformer", "lstm", "tcn", "lightgbm", "dlinear", "xgboost")
"""So that no lane ends long after the others"""


class SourcesChanged(Exception):
    """The package's files are others than when the run began: its fits would be kept under a name that is not theirs."""


def walk_side_by_side(plan: Plan, to_the_end: bool, lanes: int, data_hashes: dict[str, str], say: Say) -> None:
    """Makes the fits that are missing, `lanes` at a time: what it leaves is found by `walk` and `final_fit`.

    @param to_the_end: the last fold's and the shipped models' too, not only those of the folds before
    """
    tasks = [
        (timeframe, model)
        for timeframe in plan.timeframes
        for model in SLOWEST_FIRST
        if model in plan.models_named and _missing(plan, timeframe, model, to_the_end, data_hashes[timeframe])
    ]
    if not tasks:
        return
    sources = source_hash(["recipes.registry"])
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=lanes, mp_context=context) as pool:
        running = [pool.submit(_walk, plan, timeframe, model, to_the_end, sources) for timeframe, model in tasks]
        for done in as_completed(running):
            for line in done.result():
                say(line)


def _folds(plan: Plan, to_the_end: bool) -> tuple[Fold, ...]:
    return (*plan.validation_folds, plan.last_fold) if to_the_end else plan.validation_folds


def _missing(plan: Plan, timeframe: str, model: str, to_the_end: bool, data_hash: str) -> bool:
    store = FitStore(plan.work / timeframe, data_hash, plan.quick)
    stages = [f"fold-{fold.number}" for fold in _folds(plan, to_the_end)]
    if to_the_end:
        stages.append(f"until-{plan.last_fold.test_to}")
    return not all(store.stage(RECIPES[model], stage).done for stage in stages)


def _walk(plan: Plan, timeframe: str, model: str, to_the_end: bool, sources: str) -> list[str]:
    if source_hash(["recipes.registry"]) != sources:
        raise SourcesChanged("a file of wick_training changed while it ran: start again, what is done is kept")
    said: list[str] = []
    dataset, recipe, last = load(plan.dataset, timeframe), RECIPES[model], plan.last_fold
    walk(dataset, recipe, _folds(plan, to_the_end), plan.work, plan.quick, said.append)
    if to_the_end:
        final_fit(dataset, recipe, last.test_to, last, plan.work, plan.quick, said.append)
    return said
