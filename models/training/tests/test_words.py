"""The words here are those of market/forecast: read from its sources, since nothing here runs TypeScript."""

from __future__ import annotations

import re
from pathlib import Path

from wick_training import words

FORECAST = Path(__file__).parents[3] / "market/forecast"


def said(file: str, name: str) -> str:
    found = re.search(rf"export const {name}\b[^=]*= ([^;]+);", (FORECAST / file).read_text())
    assert found is not None, f"{file} does not say {name}"
    return found[1]


def numbers(text: str) -> tuple[float, ...]:
    return tuple(float(one) for one in re.findall(r"\d[\d.e-]*", text))


def test_levels_thresholds_and_sizes_are_those_of_the_app():
    assert numbers(said("outlook.ts", "QUANTILE_LEVELS")) == words.LEVELS
    assert numbers(said("outlook.ts", "VARIANCE_FLOOR")) == (words.VARIANCE_FLOOR,)
    assert numbers(said("horizons.ts", "MOVE_THRESHOLD")) == (words.MOVE_THRESHOLD,)
    assert numbers(said("horizons.ts", "DIRECTION_HORIZON")) == (words.DIRECTION_HORIZON,)
    assert numbers(said("inputs/log-bar.ts", "SEQUENCE")) == (words.SEQUENCE,)
    assert numbers(said("inputs/log-bar.ts", "CHANNELS")) == (words.CHANNELS,)
    assert numbers(said("inputs/version.ts", "INPUT_WINDOW")) == (words.WINDOW,)


def test_horizons_and_models_are_those_of_the_app():
    text = (FORECAST / "horizons.ts").read_text()
    hourly, others = re.search(r'timeframe === "1h" \? \[([^\]]+)\] : \[([^\]]+)\]', text).groups()
    assert numbers(hourly) == words.HORIZONS["1h"]
    assert numbers(others) == words.HORIZONS["12h"] == words.HORIZONS["1d"]
    assert tuple(re.findall(r'"(\w+)"', said("horizons.ts", "MODEL_TIMEFRAMES"))) == words.TIMEFRAMES
    assert set(re.findall(r'"(\w+)"', said("model-id.ts", "LEARNED_MODEL_IDS"))) == set(words.LEARNED_MODELS)
