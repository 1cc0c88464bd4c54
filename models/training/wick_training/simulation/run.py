"""python -m wick_training simulate: every recipe on a market whose truth is known, and on outcomes that are shuffled."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..recipe import FitContext, Recipe
from ..references import References
from ..rows import Rows
from ..walk import SEED, Say
from .permuted import permuted
from .shares import Skills, recovered, skills
from .world import World, make_world

WORLD_SEED = 7
COINS, BARS, TEST_STRIDE = 5, 40_000, 5
ENOUGH = 0.8
SLACK = 0.001
"""Five quantiles say class frequencies no better: unconditional ones of this market have a skill of -0.0008 over them."""


def run_simulation(work: Path, recipes: dict[str, Recipe], say: Say) -> bool:
    """Writes simulation.json under `work`. @returns whether every model recovers enough, and none finds anything in the shuffled."""
    world = make_world(work / "simulation", COINS, BARS, WORLD_SEED, TEST_STRIDE)
    past = joined(world)
    references = References.of(past)
    truth = skills(world.test, world.truth(), references)
    say(f"{len(world.train)} + {len(world.valid)} rows to train on, {len(world.test)} to test on; the truth: {line(truth)}")
    told: dict[str, object] = {"truth": plain(truth)}
    fine = True
    for name, recipe in recipes.items():
        learned = fitted_skills(world, recipe, references)
        share = recovered(learned, truth)
        nothing = shuffled_skills(world, recipe)
        clean = all(one is None or one.low <= 0 <= one.high + SLACK for one in (nothing.direction, nothing.pinball))
        fine = fine and share >= ENOUGH and clean
        say(f"{name}: {share:.0%} of the attainable: {line(learned)}; outcomes shuffled: {line(nothing)}")
        told[name] = {"recovered": share, "skill": plain(learned), "shuffled": plain(nothing)}
    (work / "simulation.json").write_text(json.dumps(told, indent=1) + "\n")
    return fine


def fitted_skills(world: World, recipe: Recipe, references: References, quick: bool = False) -> Skills:
    fitted = recipe.fit(world.train, world.valid, FitContext(seed=SEED, coins=world.coins, quick=quick))
    return skills(world.test, fitted.predict(world.test), references)


def shuffled_skills(world: World, recipe: Recipe, quick: bool = False) -> Skills:
    train, valid, test = permuted((world.train, world.valid, world.test), SEED)
    shuffled = replace(world, train=train, valid=valid, test=test)
    return fitted_skills(shuffled, recipe, References.of(joined(shuffled)), quick)


def joined(world: World) -> Rows:
    """Training and validation together, as far as references are taken from them."""
    train, valid = world.train, world.valid
    both = {name: np.concatenate([getattr(train, name), getattr(valid, name)]) for name in ("y", "label", "sigma24", "coin")}
    return replace(train, **both)


def line(one: Skills) -> str:
    parts = [f"log-loss {one.direction.value:.4f} [{one.direction.low:.4f}, {one.direction.high:.4f}]"]
    if one.pinball is not None:
        parts.append(f"pinball {one.pinball.value:.4f} [{one.pinball.low:.4f}, {one.pinball.high:.4f}]")
    return ", ".join(parts)


def plain(one: Skills) -> dict[str, object]:
    return {"direction": one.direction.plain(), "pinball": None if one.pinball is None else one.pinball.plain()}
