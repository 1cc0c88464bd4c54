"""Walks a timeframe's folds forward with every recipe, in the order of time, each fit starting where the last one ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tqdm import tqdm

from .data import Dataset
from .fits import FitStore, StoredFit
from .folds import Fold, before, embargo_ms, split
from .recipe import FitContext, Recipe
from .rows import Outputs, Rows

SEED = 5
Say = Callable[[str], None]


def walk(
    dataset: Dataset, recipe: Recipe, folds: Iterable[Fold], work: Path, quick: bool = False, say: Say = tqdm.write
) -> dict[int, Outputs]:
    """What a recipe says of each fold's test rows, by the fold's number; fits that are there are not made again."""
    store = FitStore(work / dataset.rows.timeframe, dataset.data_hash, quick)
    said: dict[int, Outputs] = {}
    previous: StoredFit | None = None
    for fold in folds:
        stage = store.stage(recipe, f"fold-{fold.number}")
        if not stage.done:
            parts = split(dataset.rows, fold)
            fit(stage, dataset, parts.train, parts.valid, parts.test, fold.number, previous, quick, say)
        said[fold.number] = stage.outputs()
        previous = stage
    return said


def final_fit(
    dataset: Dataset, recipe: Recipe, end: int, last: Fold | None, work: Path, quick: bool = False, say: Say = tqdm.write
) -> StoredFit:
    """Fitted on everything whose targets end by `end`, epoch ms; nothing is tested on it, so there is no embargo."""
    store = FitStore(work / dataset.rows.timeframe, dataset.data_hash, quick)
    stage = store.stage(recipe, f"until-{end}")
    if not stage.done:
        train, valid = before(dataset.rows, end + embargo_ms(dataset.rows))
        previous = None if last is None else store.stage(recipe, f"fold-{last.number}")
        warm = previous if previous is not None and previous.done else None
        number = 0 if last is None else last.number + 1
        fit(stage, dataset, train, valid, None, number, warm, quick, say)
    return stage


def fit(
    stage: StoredFit,
    dataset: Dataset,
    train: Rows,
    valid: Rows,
    test: Rows | None,
    number: int,
    previous: StoredFit | None,
    quick: bool,
    say: Say,
) -> None:
    """One fit, with a bar of its progress."""
    name = f"{dataset.rows.timeframe} {stage.recipe.name} {stage.path.name}"
    with tqdm(total=100, desc=name, bar_format="{desc}: {percentage:3.0f}% {elapsed} {postfix}", leave=False) as bar:

        def progress(share: float, text: str) -> None:
            bar.update(max(0, int(share * 100) - bar.n))
            bar.set_postfix_str(text)

        context = FitContext(
            seed=SEED + number,
            coins=dataset.coins,
            quick=quick,
            warm_start=None if previous is None else previous.fitted(),
            progress=progress,
        )
        stage.run(train, valid, test, context)
    say(f"{name}: {stage.seconds():.0f} s, {len(train)} + {len(valid)} rows")


def test_rows(dataset: Dataset, fold: Fold) -> Rows:
    """The rows that `walk`'s answers of a fold are about, in their order."""
    return split(dataset.rows, fold).test

