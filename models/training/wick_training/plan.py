"""What one run of training is to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .folds import FOLDS, Fold
from .words import LEARNED_MODELS, TIMEFRAMES


@dataclass(frozen=True)
class Plan:
    dataset: Path
    work: Path
    """Where fits stay, so that a killed run goes on"""
    models: Path
    """Where files, manifest and cards go"""
    ledger: Path
    """The folder of frozen.json and last-fold.json"""
    quick: bool = False
    timeframes: tuple[str, ...] = TIMEFRAMES
    models_named: tuple[str, ...] = LEARNED_MODELS

    @property
    def validation_folds(self) -> tuple[Fold, ...]:
        """Whose test predictions make the ensemble's weights."""
        return FOLDS[3:4] if self.quick else FOLDS[:-1]

    @property
    def last_fold(self) -> Fold:
        """Scored once. A quick run has one of its own: it never looks at the real one."""
        return FOLDS[4] if self.quick else FOLDS[-1]

    @property
    def frozen(self) -> Path:
        return self.ledger / "frozen.json"

    @property
    def last_fold_ledger(self) -> Path:
        return self.ledger / "last-fold.json"
