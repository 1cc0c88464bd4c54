"""Writes the small ONNX models that platform/onnx is tested with, and what onnxruntime says of made-up inputs.

Usage: onnx_fixtures.py FOLDER        (needs numpy, onnx, onnxruntime; see models/training)

They are of the shape of trained ones: a table of scalers by coin, trees or an LSTM, sorted quantiles, variances out of
their widths. They read the first six features and work with as many as there are. `lightgbm-1h.onnx` is a tree
ensemble, `lstm-1h.onnx` a recurrent network, `xgboost-1h.onnx` a tree ensemble of three classes, `nan-1h.onnx` says NaN
where the first feature is above 3. `--heavy` writes instead models as large as trained ones may be, for measurements.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HORIZONS, LEVELS, USED, COINS, SEQUENCE, CHANNELS, ROWS = 3, 5, 6, 3, 64, 5, 24
OPSET, IR = 17, 9
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


class Graph:
    """Nodes and constants in the order in which they are added."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def const(self, value: object, dtype: type = np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def op(self, kind: str, inputs: list[str], outputs: int = 1, name: str | None = None, **attributes: object) -> str:
        names = [name or f"t{len(self.nodes)}"] + [f"t{len(self.nodes)}_{i}" for i in range(1, outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0]

    def random(self, *shape: int, scale: float = 1.0) -> str:
        return self.const(self.rng.normal(0, scale, shape))

    def scaled(self) -> str:
        """The first six features, less the coin's median, over its spread."""
        used = self.op("Gather", ["features", self.const(range(USED), np.int64)], axis=1)
        median = self.op("Gather", [self.random(COINS + 1, USED, scale=0.1), "coin"], axis=0)
        spread = self.op("Gather", [self.const(self.rng.uniform(0.5, 2, (COINS + 1, USED))), "coin"], axis=0)
        return self.op("Div", [self.op("Sub", [used, median]), spread])

    def trees(self, inputs: str, targets: int, trees: int, depth: int, scale: float) -> str:
        """A forest of full trees, each for one target in turn."""
        rows: dict[str, list] = {key: [] for key in (
            "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes",
            "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true",
            "target_treeids", "target_nodeids", "target_ids", "target_weights")}
        inner = 2**depth - 1
        for tree in range(trees):
            for node in range(2 * inner + 1):
                leaf = node >= inner
                rows["nodes_treeids"].append(tree)
                rows["nodes_nodeids"].append(node)
                rows["nodes_featureids"].append(0 if leaf else int(self.rng.integers(USED)))
                rows["nodes_values"].append(0.0 if leaf else float(np.float32(self.rng.normal())))
                rows["nodes_modes"].append("LEAF" if leaf else "BRANCH_LEQ")
                rows["nodes_truenodeids"].append(0 if leaf else 2 * node + 1)
                rows["nodes_falsenodeids"].append(0 if leaf else 2 * node + 2)
                rows["nodes_missing_value_tracks_true"].append(0)
                if leaf:
                    rows["target_treeids"].append(tree)
                    rows["target_nodeids"].append(node)
                    rows["target_ids"].append(tree % targets)
                    rows["target_weights"].append(float(np.float32(self.rng.normal(0, scale))))
        return self.op("TreeEnsembleRegressor", [inputs], domain="ai.onnx.ml", n_targets=targets, **rows)

    def path_outputs(self, shape: str) -> None:
        """Quantiles by sorting [N,15] around a fan, and variances by exp(a + b ln width²)."""
        fan = self.const(np.tile([-0.02, -0.012, 0.0, 0.012, 0.02], (HORIZONS, 1)) * np.sqrt([[1], [5], [24]]))
        grid = self.op("Reshape", [shape, self.const([-1, HORIZONS, LEVELS], np.int64)])
        raw = self.op("Add", [fan, grid])
        self.op("TopK", [raw, self.const([LEVELS], np.int64)], outputs=2, name="quantiles", axis=2, largest=0, sorted=1)
        ends = [self.op("Gather", ["quantiles", self.const(i, np.int64)], axis=2) for i in (1, 3)]
        width = self.op("Sub", [ends[1], ends[0]])
        log = self.op("Log", [self.op("Add", [self.op("Mul", [width, width]), self.const(1e-12)])])
        self.op("Exp", [self.op("Add", [self.const(-2.0), log])], name="variance")

    def model(self, inputs: list[str], outputs: dict[str, list[object]]) -> onnx.ModelProto:
        shapes = {"features": (FLOAT, ["N", "F"]), "bars": (FLOAT, ["N", SEQUENCE, CHANNELS]), "coin": (INT64, ["N"])}
        graph = helper.make_graph(
            self.nodes, "fixture",
            [helper.make_tensor_value_info(name, *shapes[name]) for name in inputs],
            [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in outputs.items()],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", 3)]
        built = helper.make_model(graph, opset_imports=opsets, ir_version=IR, producer_name="wick-fixture")
        onnx.checker.check_model(built)
        return built


PATH = {"quantiles": ["N", HORIZONS, LEVELS], "variance": ["N", HORIZONS]}


def lightgbm(trees: int, depth: int) -> onnx.ModelProto:
    graph = Graph(1)
    graph.path_outputs(graph.trees(graph.scaled(), HORIZONS * LEVELS, trees, depth, 0.002))
    return graph.model(["features", "coin"], PATH)


def lstm(hidden: int) -> onnx.ModelProto:
    graph = Graph(2)
    steps = graph.op("Transpose", ["bars"], perm=[1, 0, 2])
    scale = 1 / np.sqrt(hidden)
    weights = [graph.random(1, 4 * hidden, CHANNELS, scale=scale), graph.random(1, 4 * hidden, hidden, scale=scale)]
    name = f"t{len(graph.nodes)}"
    graph.nodes.append(helper.make_node(
        "LSTM", [steps, *weights, graph.random(1, 8 * hidden, scale=0.1)], ["", name], hidden_size=hidden))
    last = graph.op("Squeeze", [name, graph.const([0], np.int64)])
    both = graph.op("Concat", [last, graph.scaled()], axis=1)
    outputs = HORIZONS * LEVELS
    head = graph.op("Gemm", [both, graph.random(hidden + USED, outputs, scale=0.003), graph.random(outputs, scale=0.001)])
    graph.path_outputs(head)
    return graph.model(["features", "bars", "coin"], PATH)


def xgboost(trees: int, depth: int) -> onnx.ModelProto:
    graph = Graph(3)
    graph.op("Softmax", [graph.trees(graph.scaled(), 3, trees, depth, 0.3)], name="probabilities", axis=1)
    return graph.model(["features", "coin"], {"probabilities": ["N", 3]})


def nan() -> onnx.ModelProto:
    graph = Graph(4)
    first = graph.op("Gather", ["features", graph.const([0], np.int64)], axis=1)
    root = graph.op("Sqrt", [graph.op("Sub", [graph.const(3.0), first])])
    graph.path_outputs(graph.op("Mul", [root, graph.random(1, HORIZONS * LEVELS, scale=0.001)]))
    return graph.model(["features"], PATH)


def encoded(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def golden(path: Path, inputs: dict[str, np.ndarray]) -> dict[str, object]:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    needed = {one.name: inputs[one.name] for one in session.get_inputs()}
    outputs = dict(zip([one.name for one in session.get_outputs()], session.run(None, needed), strict=True))
    told = {name: value.tolist() if name == "coin" else encoded(value) for name, value in needed.items()}
    return {"n": ROWS, "inputs": told, "outputs": {name: encoded(value) for name, value in outputs.items()}}


def main(folder: Path, heavy: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if heavy:
        # 400 trees of depth 6 are the most that a file may have; 100,000 parameters a network.
        for name, model in {"lightgbm": lightgbm(400, 6), "xgboost": xgboost(400, 6), "lstm": lstm(64)}.items():
            onnx.save(model, folder / f"{name}-1h.onnx")
        return
    rng = np.random.default_rng(7)
    inputs = {
        "features": rng.normal(0, 1, (ROWS, USED + 2)).astype(np.float32),
        "bars": rng.normal(0, 1, (ROWS, SEQUENCE, CHANNELS)).astype(np.float32),
        "coin": (np.arange(ROWS) % (COINS + 1)).astype(np.int64),
    }
    for name, model in {"lightgbm": lightgbm(30, 3), "lstm": lstm(8), "xgboost": xgboost(12, 3), "nan": nan()}.items():
        path = folder / f"{name}-1h.onnx"
        onnx.save(model, path)
        (folder / f"{name}-1h.json").write_text(json.dumps(golden(path, inputs), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--heavy" in sys.argv[2:])
