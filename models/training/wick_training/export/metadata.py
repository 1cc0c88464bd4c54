"""What a file says of itself, in `metadata_props`."""

from __future__ import annotations

import json

import onnx

from ..recipe import ExportMetadata

IR_VERSION = 9
OPSET = 17
ML_OPSET = 3


def with_metadata(model: onnx.ModelProto, metadata: ExportMetadata, inputs: tuple[str, ...]) -> onnx.ModelProto:
    """Names, order and origin, as strings (lists as JSON). Nothing of the machine or the hour is in the file."""
    model.ir_version = IR_VERSION
    model.producer_name, model.producer_version, model.doc_string = "wick-training", "", ""
    said = {
        "model": metadata.model,
        "timeframe": metadata.timeframe,
        "inputs": list(inputs),
        "features": list(metadata.features),
        "horizons": list(metadata.horizons),
        "coins": list(metadata.coins),
        "inputVersion": metadata.input_version,
        "window": metadata.window,
        "sequence": metadata.sequence,
        "trainedFrom": metadata.trained_from,
        "trainedTo": metadata.trained_to,
        "dataHash": metadata.data_hash,
        "recipeHash": metadata.recipe_hash,
        "revision": metadata.revision,
    }
    del model.metadata_props[:]
    for name, value in said.items():
        entry = model.metadata_props.add()
        entry.key = name
        entry.value = value if isinstance(value, str) else json.dumps(value)
    onnx.checker.check_model(model)
    return model
