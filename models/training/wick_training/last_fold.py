"""The freeze, and the last fold, which is scored once ([FC-54]).

`frozen.json` says which recipe may look at the last fold, and with which weights its ensemble does. `last-fold.json`
remembers every look. The same recipe on the same data may be scored again: it must say the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from .ensemble import Weights

TOLERANCE = 0.002
"""Between two scorings of one recipe: sums in another order, on another processor, end in other digits"""


class FreezeError(Exception):
    """The last fold may not be scored."""


@dataclass(frozen=True)
class Frozen:
    recipe_hash: str
    data_hashes: dict[str, str]
    """By timeframe"""
    weights: dict[str, Weights]
    """Of `ml_ensemble`, by timeframe, from the folds before the last"""

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")

    @staticmethod
    def load(path: Path) -> Frozen:
        """@throws FreezeError where nothing is frozen"""
        if not path.exists():
            raise FreezeError(f"{path} is not there: --freeze writes it, and it is committed before the last fold is scored")
        plain = json.loads(path.read_text())
        weights = {
            timeframe: Weights(tuple(one["quantiles"]), tuple(one["variance"]), one["direction"])
            for timeframe, one in plain["weights"].items()
        }
        return Frozen(plain["recipe_hash"], plain["data_hashes"], weights)

    def check(self, recipe_hash: str, data_hashes: dict[str, str]) -> None:
        """@throws FreezeError where recipe or data are not those that were frozen"""
        if recipe_hash != self.recipe_hash:
            raise FreezeError(f"the recipe is {recipe_hash[:12]}, frozen is {self.recipe_hash[:12]}: the last fold stays shut")
        other = [timeframe for timeframe, found in data_hashes.items() if self.data_hashes.get(timeframe) != found]
        if other:
            raise FreezeError(f"the data of {', '.join(other)} are not those that were frozen")


Headlines = dict[str, dict[str, float]]
"""By timeframe, by figure"""


@dataclass(frozen=True)
class Ledger:
    """What `last-fold.json` holds."""

    path: Path

    def scores(self) -> list[dict[str, object]]:
        return json.loads(self.path.read_text())["scores"] if self.path.exists() else []

    def may_score(self, recipe_hash: str, reason: str | None) -> None:
        """@throws FreezeError where another recipe has looked already and no reason is given for a second look"""
        others = [one for one in self.scores() if one["recipeHash"] != recipe_hash]
        same = [one for one in self.scores() if one["recipeHash"] == recipe_hash]
        if others and not same and reason is None:
            raise FreezeError(
                f"the last fold was scored with {str(others[-1]['recipeHash'])[:12]}; another recipe needs --rescore REASON, "
                "which is kept beside its figures"
            )

    def enter(self, recipe_hash: str, reason: str | None, headlines: Headlines) -> None:
        """Keeps the figures. @throws FreezeError where the same recipe had said something else"""
        scores = self.scores()
        for one in scores:
            if one["recipeHash"] == recipe_hash:
                _compare(one["headlines"], headlines)
                return
        scores.append({"recipeHash": recipe_hash, "reason": reason, "headlines": headlines})
        self.path.write_text(json.dumps({"scores": scores}, indent=2) + "\n")


def _compare(before: object, now: Headlines) -> None:
    if not isinstance(before, dict):
        raise FreezeError("last-fold.json is not readable")
    for timeframe, figures in before.items():
        for name, value in figures.items():
            found = now.get(timeframe, {}).get(name)
            if found is None or abs(found - value) > TOLERANCE:
                raise FreezeError(f"{timeframe} {name}: {found} now, {value} when it was scored first")
