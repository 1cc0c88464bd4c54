"""Fits on disk: each leaves what it learned and what it said of its test rows, so a killed run goes on."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .fingerprint import fit_hash
from .recipe import FitContext, Fitted, Recipe
from .rows import Outputs, Rows

KEY_DIGITS = 16


@dataclass(frozen=True)
class FitStore:
    """Of one timeframe; its folder is named by what a fit depends on."""

    folder: Path
    data_hash: str
    quick: bool

    def stage(self, recipe: Recipe, stage: str) -> StoredFit:
        """@param stage: `fold-1` ... `fold-6`, `final`"""
        key = f"{fit_hash(recipe)[:KEY_DIGITS]}-{self.data_hash[:KEY_DIGITS]}{'-quick' if self.quick else ''}"
        return StoredFit(recipe, self.folder / recipe.name / key / stage)


@dataclass(frozen=True)
class StoredFit:
    recipe: Recipe
    path: Path

    @property
    def done(self) -> bool:
        return self._file("json").exists()

    def fitted(self) -> Fitted:
        return self.recipe.load(self._file("fit"))

    def outputs(self) -> Outputs:
        with np.load(self._file("npz")) as stored:
            return Outputs(**{name: stored[name] for name in stored.files})

    def seconds(self) -> float:
        return float(json.loads(self._file("json").read_text())["seconds"])

    def run(self, train: Rows, valid: Rows, test: Rows | None, context: FitContext) -> Fitted:
        """Fits, asks for the test rows, and keeps both; the note that it is done is written last."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        fitted = self.recipe.fit(train, valid, context)
        seconds = time.monotonic() - begun
        _whole(self._file("fit"), fitted.save)
        if test is not None:
            outputs = fitted.predict(test)
            given = {name: value for name, value in vars(outputs).items() if value is not None}
            _whole(self._file("npz"), lambda path: _save_arrays(path, given))
        note = {"seconds": round(seconds, 2), "train": len(train), "valid": len(valid), "test": 0 if test is None else len(test)}
        _whole(self._file("json"), lambda path: path.write_text(json.dumps(note)))
        return fitted

    def _file(self, suffix: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{suffix}")


def _save_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with path.open("wb") as file:
        np.savez(file, **arrays)


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """Under another name until it is written: what a killed run leaves is not taken for a fit."""
    part = path.with_name(f"{path.name}.part")
    write(part)
    os.replace(part, path)
