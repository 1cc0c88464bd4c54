"""A model as it is served: its ONNX file, run by onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from .manifest import Plain
from .rows import Outputs, Rows

BATCH = 2048


def ask_file(path: Path, entry: Plain, rows: Rows, symbols: tuple[str, ...]) -> Outputs:
    """What a file of a manifest says of rows. @param symbols: the rows' own, by coin number; the file has its own numbers"""
    coins = entry["coins"]
    number = np.array([0, *(coins.index(one) + 1 if one in coins else 0 for one in symbols)], dtype=np.int64)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]
    parts: list[list[np.ndarray]] = []
    for start in range(0, len(rows), BATCH):
        some = rows.take(np.arange(start, min(start + BATCH, len(rows))))
        fed = {}
        if "features" in entry["inputs"]:
            fed["features"] = some.features
        if "bars" in entry["inputs"]:
            fed["bars"] = some.sequences()
        if "coin" in entry["inputs"]:
            fed["coin"] = number[some.coin]
        parts.append(session.run(None, fed))
    whole = {name: np.concatenate([part[i] for part in parts]).astype(np.float64) for i, name in enumerate(names)}
    return Outputs(whole.get("quantiles"), whole.get("variance"), whole.get("probabilities"))
