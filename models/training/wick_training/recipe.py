"""What the pipeline asks of a model. Implementations are in recipes/, found by `recipes.registry.RECIPES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from .rows import Outputs, Rows


def silent(_done: float, _text: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class FitContext:
    """What a fit may depend on besides its rows."""

    seed: int
    coins: tuple[str, ...]
    """Symbols by number: coin k is `coins[k - 1]`, 0 is any other"""
    quick: bool = False
    """Tiny sizes: to see that everything works, not to forecast"""
    warm_start: Fitted | None = None
    """The same recipe as fitted on earlier data alone"""
    progress: Callable[[float, str], None] = field(default=silent)
    """Share done in [0, 1], and a word"""


@dataclass(frozen=True)
class ExportMetadata:
    """What goes into a file's `metadata_props` besides what the recipe itself knows."""

    model: str
    timeframe: str
    horizons: tuple[int, ...]
    features: tuple[str, ...]
    coins: tuple[str, ...]
    input_version: int
    window: int
    sequence: int
    trained_from: int
    trained_to: int
    data_hash: str
    recipe_hash: str
    revision: int


class Fitted(Protocol):
    """A trained model, static calibration included."""

    def predict(self, rows: Rows, coin: object | None = None) -> Outputs:
        """By the native library. `coin` (int64 [N]) replaces the rows' own: zeros ask as for an unknown coin."""
        ...

    def save(self, path: Path) -> None:
        """One file, so that a killed run goes on."""
        ...

    def export(self, path: Path, metadata: ExportMetadata) -> None:
        """The ONNX file: scalers and calibration in the graph."""
        ...


class Recipe(Protocol):
    """How one model is trained. Hyper-parameters are part of its source."""

    name: str
    inputs: tuple[str, ...]
    """Which of `features`, `bars`, `coin` its graph takes"""

    def fit(self, train: Rows, valid: Rows, context: FitContext) -> Fitted:
        """Fitted on `train`; `valid`, later by time, is for early stopping and static calibration."""
        ...

    def load(self, path: Path) -> Fitted: ...

    def parameters(self, timeframe: str, quick: bool) -> dict[str, object]:
        """Hyper-parameters, plain values: printed in the card."""
        ...
