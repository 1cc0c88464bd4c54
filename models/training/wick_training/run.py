"""The whole of a training, in its order."""

from __future__ import annotations

from argparse import Namespace

from tqdm import tqdm

from .cards.write import write_cards
from .evaluation import headline, table
from .fingerprint import recipe_hash
from .last_fold import Frozen, Ledger
from .last_score import score_last
from .plan import Plan
from .recipe import Recipe
from .recipes.registry import RECIPES
from .release import Candidate, release
from .validation import load_all, validate
from .walk import walk


def run(options: Namespace) -> None:
    """@throws FreezeError, LeakAlarm, DatasetError"""
    plan = plan_of(options)
    for folder in (plan.work, plan.ledger):
        folder.mkdir(parents=True, exist_ok=True)
    train(plan, dict(RECIPES), recipe_hash(), options.folds_only, options.freeze or plan.quick, options.rescore)


def plan_of(options: Namespace) -> Plan:
    return Plan(
        dataset=options.dataset,
        work=options.work,
        models=options.models,
        ledger=options.ledger,
        quick=options.quick,
        timeframes=tuple(options.timeframes.split(",")),
        models_named=tuple(options.fit.split(",")),
    )


def train(
    plan: Plan, recipes: dict[str, Recipe], recipe: str, folds_only: bool, freeze: bool, rescore: str | None
) -> None:
    """A quick run freezes and goes on; a real one stops there, so that the freeze can be committed."""
    say = tqdm.write
    datasets = load_all(plan, say)
    if folds_only:
        for dataset in datasets.values():
            for name in plan.models_named:
                walk(dataset, recipes[name], plan.validation_folds, plan.work, plan.quick, say)
        return
    hashes = {timeframe: dataset.data_hash for timeframe, dataset in datasets.items()}
    validated = {timeframe: validate(plan, dataset, recipes, say) for timeframe, dataset in datasets.items()}
    if freeze:
        Frozen(recipe, hashes, {timeframe: one.weights for timeframe, one in validated.items()}).save(plan.frozen)
        say(f"Frozen: {plan.frozen}, recipe {recipe[:12]}.")
        if not plan.quick:
            say("Commit it; npm run train goes on with the last fold.")
            return
    frozen = Frozen.load(plan.frozen)
    frozen.check(recipe, hashes)
    ledger = Ledger(plan.last_fold_ledger)
    ledger.may_score(recipe, rescore)
    candidates = []
    for timeframe, dataset in datasets.items():
        scored = score_last(plan, dataset, recipes, frozen, say)
        say(f"\n{timeframe}, last fold (five bars ahead)\n{table(scored.figures)}")
        candidates.append(Candidate(dataset, frozen.weights[timeframe], scored))
    ledger.enter(
        recipe, rescore, {one.dataset.rows.timeframe: headline(one.scored.figures) for one in candidates}
    )
    before = {timeframe: one.scored for timeframe, one in validated.items()}
    shipped = release(plan, candidates, recipes, recipe, say)
    write_cards(plan, shipped, {one.scored.rows.timeframe: one.scored for one in candidates}, before, recipes)
    total = sum(path.stat().st_size for path in plan.models.rglob("*") if path.is_file() and "training" not in path.parts)
    say(f"{plan.models}: {total / 1_048_576:.1f} MiB in all")
