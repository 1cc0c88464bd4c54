"""New models of new data, each only in place of one that it is not worse than ([FC-58]).

What is published is the very file that was compared: it is fitted on what came before the newest window. Where no model of
a timeframe changes, nothing of it does.
"""

from __future__ import annotations

import json
import shutil
import time
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from .data import Dataset, DatasetError, load
from .ensemble import Weights
from .evaluation import members, score
from .export.golden import write_golden
from .fingerprint import recipe_hash
from .folds import Fold, embargo_ms, history
from .manifest import Plain, Span, manifest, model_entry, next_revision, timeframe_entry, write_manifest
from .newest_window import Verdict, compare, has_seen, newest, window_of
from .recipe import ExportMetadata
from .recipes.registry import RECIPES
from .references import References
from .rows import Outputs
from .served_file import ask_file
from .walk import Say, final_fit
from .words import SEQUENCE, WINDOW


@dataclass(frozen=True)
class Judged:
    """A model and who of the two speaks from now on."""

    entry: Plain
    verdict: Verdict
    outputs: Outputs
    """Of who does, on the newest window"""
    file: Path
    """In the new folder, without the version that names have in R2"""


def retrain(options: Namespace, say: Say = tqdm.write) -> bool:
    """Writes OUT with every file and a manifest. @returns whether any model is new. @throws DatasetError"""
    current = json.loads((options.current / "manifest.json").read_text())
    options.out.mkdir(parents=True, exist_ok=True)
    revision, now = next_revision(options.current / "manifest.json"), int(time.time() * 1000)
    models: list[Plain] = []
    timeframes: list[Plain] = []
    changed = False
    for old in current["timeframes"]:
        dataset = load(options.dataset, old["timeframe"])
        entries = [one for one in current["models"] if one["timeframe"] == old["timeframe"]]
        judged = [_judge(options, dataset, one, revision, say) for one in entries]
        new = any(one.verdict.accepted for one in judged)
        changed = changed or new
        kept, timeframe = _described(dataset, old, judged, now) if new else ([one.entry for one in judged], old)
        models += kept
        timeframes.append(timeframe)
    if not changed:
        say("No model is replaced: what is served stays.")
        return False
    write_manifest(options.out / "manifest.json", manifest(revision, now, models, timeframes, current["embargoMs"]))
    return True


def _judge(options: Namespace, dataset: Dataset, entry: Plain, revision: int, say: Say) -> Judged:
    rows = newest(dataset.rows)
    start, _ = window_of(dataset.rows)
    name, timeframe = str(entry["model"]), dataset.rows.timeframe
    old_file = options.current / str(entry["file"])
    if entry["features"] != list(dataset.rows.feature_names) or entry["inputVersion"] != dataset.input_version:
        raise DatasetError(f"{name} {timeframe} has other inputs: a change of inputs is a new release, not a retraining")
    old = ask_file(old_file, entry, rows, dataset.coins)
    if has_seen(dataset.rows, int(str(entry["trainedTo"])), start):
        verdict = Verdict(False, "the one that runs has seen part of the newest window: too little is new")
        say(f"{timeframe} {name}: stays, {verdict.why}")
        return _kept(options, entry, verdict, old)
    stage = final_fit(dataset, RECIPES[name], start - embargo_ms(dataset.rows), None, options.work, options.quick, say)
    fitted = stage.fitted()
    new = fitted.predict(rows)
    verdict = compare(rows, old, new)
    say(f"{timeframe} {name}: {'replaced' if verdict.accepted else 'stays'}, {verdict.why}")
    if not verdict.accepted:
        return _kept(options, entry, verdict, old)
    file = options.out / _file_name(entry)
    span = Span.of(history(dataset.rows, start))
    fitted.export(file, _metadata(name, dataset, span, revision))
    golden = options.out / "golden"
    golden.mkdir(exist_ok=True)
    write_golden(
        golden / file.name.replace(".onnx", ".json"), options.work / file.name.replace(".onnx", ".json"), fitted, RECIPES[name], dataset.rows
    )  # fmt: skip
    return Judged(entry, verdict, new, file)


def _kept(options: Namespace, entry: Plain, verdict: Verdict, outputs: Outputs) -> Judged:
    file = options.out / _file_name(entry)
    shutil.copyfile(options.current / str(entry["file"]), file)
    return Judged({**entry, "file": file.name}, verdict, outputs, file)


def _file_name(entry: Plain) -> str:
    return f"{entry['model']}-{entry['timeframe']}.onnx"


def _described(dataset: Dataset, old: Plain, judged: list[Judged], now: int) -> tuple[list[Plain], Plain]:
    """Entries of a timeframe's models and of itself: all figures are of the newest window, the weights stay."""
    rows = newest(dataset.rows)
    start, end = window_of(dataset.rows)
    past = history(dataset.rows, start)
    learned = {str(one.entry["model"]): one.outputs for one in judged}
    weights = _weights(old)
    scored = score(Fold(0, start, end), rows, References.of(past), members(rows, learned), weights)
    span = Span.of(past)
    entries = [
        model_entry(
            str(one.entry["model"]), tuple(RECIPES[str(one.entry["model"])].inputs), one.file, one.file, dataset, span, scored, now, recipe_hash()
        )
        if one.verdict.accepted
        else one.entry
        for one in judged
    ]  # fmt: skip
    return entries, timeframe_entry(past, weights, scored)


def _weights(old: Plain) -> Weights:
    def by_horizon(name: str) -> tuple[dict[str, float], ...]:
        return tuple(one["weights"] for one in old[name])

    return Weights(by_horizon("quantileWeights"), by_horizon("varianceWeights"), old["directionWeights"])


def _metadata(model: str, dataset: Dataset, span: Span, revision: int) -> ExportMetadata:
    rows = dataset.rows
    return ExportMetadata(
        model=model,
        timeframe=rows.timeframe,
        horizons=rows.horizons,
        features=rows.feature_names,
        coins=dataset.coins,
        input_version=dataset.input_version,
        window=WINDOW,
        sequence=SEQUENCE,
        trained_from=span.first,
        trained_to=span.last,
        data_hash=dataset.data_hash,
        recipe_hash=recipe_hash(),
        revision=revision,
    )
