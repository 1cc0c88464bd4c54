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
from .walk import Say, walk

SLOWEST_FIRST = ("transformer", "lstm", "tcn", "lightgbm", "dlinear", "xgboost")
"""So that no lane ends long after the others"""


class SourcesChanged(Exception):
    """The package's files are others than when the run began: its fits would be kept under a name that is not theirs."""


def walk_side_by_side(plan: Plan, folds: tuple[Fold, ...], lanes: int, data_hashes: dict[str, str], say: Say) -> None:
    """Makes the fits of `folds` that are missing, `lanes` at a time. What it leaves is found by `walk`."""
    tasks = [
        (timeframe, model)
        for timeframe in plan.timeframes
        for model in SLOWEST_FIRST
        if model in plan.models_named and _missing(plan, timeframe, model, folds, data_hashes[timeframe])
    ]
    if not tasks:
        return
    sources = source_hash(["recipes.registry"])
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=lanes, mp_context=context) as pool:
        running = [pool.submit(_walk, plan, timeframe, model, folds, sources) for timeframe, model in tasks]
        for done in as_completed(running):
            for line in done.result():
                say(line)


def _missing(plan: Plan, timeframe: str, model: str, folds: tuple[Fold, ...], data_hash: str) -> bool:
    store = FitStore(plan.work / timeframe, data_hash, plan.quick)
    return not all(store.stage(RECIPES[model], f"fold-{fold.number}").done for fold in folds)


def _walk(plan: Plan, timeframe: str, model: str, folds: tuple[Fold, ...], sources: str) -> list[str]:
    if source_hash(["recipes.registry"]) != sources:
        raise SourcesChanged("a file of wick_training changed while it ran: start again, what is done is kept")
    said: list[str] = []
    walk(load(plan.dataset, timeframe), RECIPES[model], folds, plan.work, plan.quick, said.append)
    return said
