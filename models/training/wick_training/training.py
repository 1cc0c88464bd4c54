"""The whole of a training, in its order."""

from __future__ import annotations

from collections.abc import Callable

from .cards.write import write_cards
from .data import Dataset
from .evaluation import headline, measured_hash, table
from .last_fold import Frozen, Ledger
from .last_score import score_last
from .plan import Plan
from .recipe import Recipe
from .release import Candidate, release
from .validation import Validated, validate
from .walk import Say

Recipes = dict[str, Recipe]


def train(
    plan: Plan,
    datasets: dict[str, Dataset],
    recipes: Recipes,
    recipe: str,
    freeze: bool,
    rescore: str | None,
    say: Say,
    fit_ahead: Callable[[bool], None] = lambda _to_the_end: None,
) -> None:
    """A quick run freezes and goes on; a real one stops there, so that the freeze can be committed.

    @param recipe: `recipe_hash()`
    @param fit_ahead: makes the fits of the last fold and of the shipped models, if told true; missing ones are made here
    @throws FreezeError, LeakAlarm, DatasetError
    """
    hashes = {timeframe: measured_hash(dataset) for timeframe, dataset in datasets.items()}
    validated = {timeframe: validate(plan, dataset, recipes, say) for timeframe, dataset in datasets.items()}
    if freeze or plan.quick:
        Frozen(recipe, hashes, {timeframe: one.weights for timeframe, one in validated.items()}).save(plan.frozen)
        say(f"Frozen: {plan.frozen}, recipe {recipe[:12]}.")
        if not plan.quick:
            say("Commit it; npm run train goes on with the last fold.")
            return
    frozen = Frozen.load(plan.frozen)
    frozen.check(recipe, hashes)
    ledger = Ledger(plan.last_fold_ledger)
    ledger.may_score(recipe, rescore)
    fit_ahead(True)
    candidates = score_all(plan, datasets, recipes, frozen, ledger, rescore, say)
    shipped = release(plan, candidates, recipes, recipe, say)
    _describe(plan, shipped, candidates, validated, recipes, say)


def score_all(
    plan: Plan, datasets: dict[str, Dataset], recipes: Recipes, frozen: Frozen, ledger: Ledger, rescore: str | None, say: Say
) -> list[Candidate]:  # fmt: skip
    """The last fold, once."""
    candidates = []
    for timeframe, dataset in datasets.items():
        scored = score_last(plan, dataset, recipes, frozen, say)
        say(f"\n{timeframe}, last fold (five bars ahead)\n{table(scored.figures)}")
        candidates.append(Candidate(dataset, frozen.weights[timeframe], scored))
    headlines = {one.dataset.rows.timeframe: headline(one.scored.figures) for one in candidates}
    ledger.enter(frozen.recipe_hash, rescore, headlines)
    return candidates


def _describe(
    plan: Plan, shipped: dict[str, object], candidates: list[Candidate], validated: dict[str, Validated], recipes: Recipes, say: Say
) -> None:  # fmt: skip
    last = {one.dataset.rows.timeframe: one.scored for one in candidates}
    write_cards(plan, shipped, last, {timeframe: one.scored for timeframe, one in validated.items()}, recipes)
    written = [path for path in plan.models.rglob("*") if path.is_file() and "training" not in path.parts]
    say(f"{plan.models}: {sum(path.stat().st_size for path in written) / 1_048_576:.1f} MiB in all")
