"""A small writer of ONNX graphs: nodes in the order they are computed, constants beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ..recipe import ExportMetadata
from .metadata import ML_OPSET, OPSET, with_metadata

ML = "ai.onnx.ml"


class Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def integers(self, name: str, values: Sequence[int]) -> str:
        return self.constant(name, np.array(values, dtype=np.int64))

    def node(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: object) -> str:
        """Adds a node and gives the name of what it computes, which is also its own."""
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, domain=domain, **attributes))
        return output

    def write(self, path: Path, metadata: ExportMetadata, outputs: dict[str, list[int]]) -> None:
        """Inputs are `features` and `coin`; `outputs` gives the shape of each after the rows."""
        graph = helper.make_graph(
            self.nodes,
            f"{metadata.model}-{metadata.timeframe}",
            [
                helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", len(metadata.features)]),
                helper.make_tensor_value_info("coin", TensorProto.INT64, ["N"]),
            ],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", *shape]) for name, shape in outputs.items()],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(ML, ML_OPSET)])
        path.parent.mkdir(parents=True, exist_ok=True)
        finished = with_metadata(model, metadata, ("features", "coin"))
        path.write_bytes(finished.SerializeToString(deterministic=True))
