"""All recipes by name."""

from __future__ import annotations

from ..recipe import Recipe
from .class_trees import XgBoostRecipe
from .dlinear import DLinear
from .lstm import Lstm
from .quantile_trees import LightGbmRecipe
from .tcn import Tcn
from .transformer import Transformer

RECIPES: dict[str, Recipe] = {one.name: one for one in (DLinear(), Tcn(), Lstm(), Transformer(), LightGbmRecipe(), XgBoostRecipe())}
