"""All recipes by name."""

from __future__ import annotations

from ..recipe import Recipe
from .class_trees import XgBoostRecipe
from .networks import DLINEAR, LSTM, TCN, TRANSFORMER
from .quantile_trees import LightGbmRecipe

RECIPES: dict[str, Recipe] = {one.name: one for one in (DLINEAR, TCN, LSTM, TRANSFORMER, LightGbmRecipe(), XgBoostRecipe())}
