"""From a trained network to what tier 2 reads: an int8 ONNX graph of the encoder, and the heads as plain arrays."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.reader import ABOUT, GRAPH, HEADS, VOCABULARY
from nlp.models.training.encoder.loop import NETWORK
from nlp.models.training.encoder.network import FORBIDDEN, Network


class _Body(nn.Module):
    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Any:
        return self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state


def load_network(folder: Path, start: Path | None = None) -> Network:
    """The network as it was last saved under `folder`; with `start`, halfway between it and the one saved there.

    What a second training learns by heart is undone in part by going half of the way back, and what it understands
    stays: the mean of both is better on held-out rows than either (Wortsman et al., "Model soups", ICML 2022).
    """
    from transformers import AutoConfig, AutoModel

    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    encoder = AutoModel.from_config(  # type: ignore[no-untyped-call]
        AutoConfig.from_pretrained(folder), add_pooling_layer=False
    )
    network = Network(encoder, about["labels"])
    network.load_state_dict(_weights(folder) if start is None else _mean(_weights(folder), _weights(start)))
    return network.eval()


def _weights(folder: Path) -> dict[str, Tensor]:
    weights: dict[str, Tensor] = torch.load(folder / NETWORK, weights_only=True)["network"]
    return weights


def _mean(one: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: (w + other[name]) / 2 if w.is_floating_point() else w for name, w in one.items()}


def export(folder: Path, out: Path, start: Path | None = None) -> list[Path]:
    """Write graph, heads, vocabulary and description of the network in `folder` to `out`; returns the files.

    `start`: where a second training began, see `load_network`.
    """
    network = load_network(folder, start)
    out.mkdir(parents=True, exist_ok=True)
    _graph(network.encoder, out / GRAPH)
    np.savez_compressed(out / HEADS, **_heads(network))
    for name in (VOCABULARY, ABOUT):
        shutil.copy2(folder / name, out / name)
    return [out / name for name in (GRAPH, HEADS, VOCABULARY, ABOUT)]


def _graph(encoder: Any, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    whole, ready = path.with_suffix(".fp32.onnx"), path.with_suffix(".ready.onnx")
    ids = torch.ones(2, 8, dtype=torch.long)
    encoder.config._attn_implementation = "eager"
    with warnings.catch_warnings():
        # The tracer fixes shapes that do not change here; its successor would need one more package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Body(encoder.eval()),
            (ids, torch.ones_like(ids)),
            str(whole),
            input_names=["ids", "mask"],
            output_names=["hidden"],
            dynamic_axes={name: {0: "rows", 1: "positions"} for name in ("ids", "mask", "hidden")},
            opset_version=17,
            dynamo=False,
        )
    quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
    # Seven bits a weight: processors without VNNI overflow on eight.
    quantize_dynamic(str(ready), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
    ready.unlink()


def _heads(network: Network) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, head in network.heads.items():
        assert isinstance(head, nn.Linear)
        out[f"{name}/weight"] = head.weight.detach().numpy().T.astype(np.float16)
        out[f"{name}/bias"] = head.bias.detach().numpy().astype(np.float32)
        if name in PLANS and PLANS[name].kind == "spans":
            moves = network.moves[name] + network.get_buffer(f"closed-{name}")
            out[f"{name}/moves"] = moves.detach().clamp(min=FORBIDDEN).numpy().astype(np.float32)
    return out
