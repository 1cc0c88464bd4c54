"""The models that are shipped: refitted on everything, exported, described. Files first, the manifest last."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from .data import Dataset
from .ensemble import Weights
from .evaluation import Scored
from .export.golden import write_golden
from .fits import FitStore
from .folds import embargo_ms, history
from .manifest import Plain, Span, manifest, model_entry, next_revision, timeframe_entry, write_manifest
from .plan import Plan
from .recipe import ExportMetadata, Recipe
from .rows import Rows
from .walk import Say, final_fit
from .words import BAR_MS, SEQUENCE, WINDOW


@dataclass(frozen=True)
class Candidate:
    """A timeframe that is ready to be shipped."""

    dataset: Dataset
    weights: Weights
    scored: Scored


def release(plan: Plan, candidates: list[Candidate], recipes: dict[str, Recipe], recipe_hash: str, say: Say) -> Plain:
    """Writes every file, golden vectors, and the manifest; @returns the manifest."""
    plan.models.mkdir(parents=True, exist_ok=True)
    path = plan.models / "manifest.json"
    revision, now = next_revision(path), int(time.time() * 1000)
    entries: list[Plain] = []
    timeframes: list[Plain] = []
    for one in candidates:
        end = plan.last_fold.test_to
        rows = history(one.dataset.rows, end + embargo_ms(one.dataset.rows))
        for name in plan.models_named:
            entries.append(_ship(plan, one, recipes[name], rows, end, revision, now, recipe_hash, say))
        timeframes.append(timeframe_entry(rows, one.weights, one.scored))
    longest = max(max(one.dataset.rows.horizons) * BAR_MS[one.dataset.rows.timeframe] for one in candidates)
    plain = manifest(revision, now, entries, timeframes, longest)
    write_manifest(path, plain)
    return plain


def _ship(
    plan: Plan, one: Candidate, recipe: Recipe, rows: Rows, end: int, revision: int, now: int, recipe_hash: str, say: Say
) -> Plain:  # fmt: skip
    dataset = one.dataset
    timeframe = dataset.rows.timeframe
    file = f"{recipe.name}-{timeframe}.onnx"
    store = FitStore(plan.work / timeframe, dataset.data_hash, plan.quick)

    def metadata(span: Span) -> ExportMetadata:
        return ExportMetadata(
            model=recipe.name,
            timeframe=timeframe,
            horizons=dataset.rows.horizons,
            features=dataset.rows.feature_names,
            coins=dataset.coins,
            input_version=dataset.input_version,
            window=WINDOW,
            sequence=SEQUENCE,
            trained_from=span.first,
            trained_to=span.last,
            data_hash=dataset.data_hash,
            recipe_hash=recipe_hash,
            revision=revision,
        )

    evaluated = _made(plan.work / "evaluated" / file)
    past = history(dataset.rows, plan.last_fold.test_from)
    store.stage(recipe, f"fold-{plan.last_fold.number}").fitted().export(evaluated, metadata(Span.of(past)))
    fitted = final_fit(dataset, recipe, end, plan.last_fold, plan.work, plan.quick, say).fitted()
    span = Span.of(rows)
    fitted.export(plan.models / file, metadata(span))
    golden = file.replace(".onnx", ".json")
    write_golden(_made(plan.models / "golden" / golden), _made(plan.work / "golden" / golden), fitted, recipe, dataset.rows)
    say(f"{timeframe} {recipe.name}: {(plan.models / file).stat().st_size / 1024:.0f} kB")
    return model_entry(
        recipe.name, recipe.inputs, plan.models / file, evaluated, dataset, span, one.scored, now, recipe_hash
    )


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
