"""Writes models/cards/<model>.md, a plot beside each, and an index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from ..evaluation import ENSEMBLE, Scored
from ..manifest import Plain
from ..plan import Plan
from ..recipe import Recipe
from .descriptions import DESCRIPTIONS
from .figures_text import direction_lines, horizon_table, share, verdict
from .plots import draw

Scoreds = Mapping[str, Scored]
"""Of the last fold, by timeframe"""
Before = Mapping[str, tuple[Scored, ...]]
"""Of the folds before it"""


def write_cards(plan: Plan, manifest: Plain, last: Scoreds, before: Before, recipes: dict[str, Recipe]) -> None:
    folder = plan.models / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    for model in (*plan.models_named, ENSEMBLE):
        by_timeframe = {timeframe: scored.figures[model] for timeframe, scored in last.items()}
        by_fold = {
            timeframe: {one.fold.number: one.figures[model] for one in before[timeframe]} for timeframe in by_timeframe
        }
        draw(folder / f"{model}.svg", model, by_timeframe, by_fold)
        text = card(model, manifest, last, before, recipes.get(model), plan.quick)
        (folder / f"{model}.md").write_text(text)


def card(model: str, manifest: Plain, last: Scoreds, before: Before, recipe: Recipe | None, quick: bool) -> str:
    entries = {one["timeframe"]: one for one in manifest["models"] if one["model"] == model}
    lines = [f"# {model}", "", DESCRIPTIONS[model], "", "Statistics of the past; no investment advice.", ""]
    if quick:
        lines += ["**A quick run: this model shows that training works. It is not to be used.**", ""]
    lines += [f"![Reliability, coverage and skill by fold]({model}.svg)", ""]
    for timeframe, scored in last.items():
        figures = scored.figures[model]
        lines += [
            f"## {timeframe}",
            "",
            f"Test rows issued from {day(figures['from'])} to {day(figures['to'] - 1)}, all coins together, scored once, as the model "
            "says it (rolling conformal, which serving adds, is not in these figures). Intervals: 95 %, by resampled weeks.",
            "",
            *horizon_table(figures),
            "",
            *direction_lines(figures),
            "",
            f"By fold, pinball skill over naive, five bars ahead: {skill_by_fold(model, before[timeframe], scored)}",
            "",
        ]
        if timeframe in entries:
            lines += [*origin(entries[timeframe]), *parameters(recipe, timeframe, quick), ""]
    return "\n".join(lines)


def skill_by_fold(model: str, before: tuple[Scored, ...], last: Scored) -> str:
    parts = []
    for one in (*before, last):
        five = next(entry for entry in one.figures[model]["horizons"] if entry["horizon"] == 5)["pinballSkill"]
        parts.append(f"{day(one.fold.test_from)[:7]} {share(five)} {verdict(five)}")
    return "; ".join(parts) + "."


def origin(entry: Plain) -> list[str]:
    return [
        f"Shipped: `{entry['file']}`, version `{entry['version']}`, fitted on bars from {day(entry['trainedFrom'])} to "
        f"{day(entry['trainedTo'])} of {', '.join(entry['coins'])}; data `{entry['dataHash'][:12]}`, recipe "
        f"`{entry['recipeHash'][:12]}`. The figures above are those of the same recipe fitted on what came before the test "
        f"(`{entry['evaluatedSha256'][:12]}`).",
        "",
    ]


def parameters(recipe: Recipe | None, timeframe: str, quick: bool) -> list[str]:
    return [] if recipe is None else [f"Parameters: `{json.dumps(recipe.parameters(timeframe, quick))}`"]


def day(epoch_ms: int) -> str:
    return datetime.fromtimestamp(int(epoch_ms) / 1000, UTC).strftime("%Y-%m-%d")
