"""A text's vector from a BERT-like encoder as ONNX: the first position of the last layer, made unit length.

Made for and measured with BAAI/bge-small-zh-v1.5 (MIT), asked without its instruction for questions, which lowered the
figures here (benchmarks/search_quality.py). Some 12 ms a clause on one core: a stage to let run, not to wait for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from regintel.errors import ConfigError, ModelMissingError

if TYPE_CHECKING:
    from nlp.embedding.embedder import Matrix, Vector

LONGEST_TEXT = 200
"""Characters of a text that are read, its title included; longer ones gained nothing that was worth their time."""

_LONGEST_INPUT = 208
_AT_ONCE = 2048
"""Positions computed together, padding included."""


class EncoderEmbedder:
    """`Embedder` over a folder with one `.onnx` file, `tokenizer.json` and `config.json`, at any depth.

    Raises `ConfigError` where a file is missing, `ModelMissingError` without the optional packages.
    """

    batch = 1000
    quick = False
    weight = 1.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config = json.loads(self._find("config.json").read_text(encoding="utf-8"))
        self.dimensions = int(config["hidden_size"])
        self.name = f"encoder-{folder.resolve().name}-{self._find('*.onnx').stat().st_size}"

    def passages(self, texts: Sequence[str]) -> Matrix:
        """See `Embedder.passages`."""
        inputs = [encoding.ids for encoding in self._tokenizer.encode_batch([t[:LONGEST_TEXT] for t in texts])]
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for part in _parts([len(ids) for ids in inputs]):
            width = max(len(inputs[n]) for n in part)
            ids = np.zeros((len(part), width), np.int64)
            mask = np.zeros_like(ids)
            for row, n in enumerate(part):
                ids[row, : len(inputs[n])] = inputs[n]
                mask[row, : len(inputs[n])] = 1
            out[part] = self._run(ids, mask)
        return out

    def question(self, text: str) -> Vector:
        """See `Embedder.question`."""
        vector: Vector = self.passages([text])[0]
        return vector

    def _run(self, ids: Any, mask: Any) -> Any:
        wanted = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        known = {i.name for i in self._session.get_inputs()}
        state = self._session.run(None, {name: value for name, value in wanted.items() if name in known})[0][:, 0]
        return state / np.linalg.norm(state, axis=1, keepdims=True)

    @cached_property
    def _session(self) -> Any:
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelMissingError("编码器需要 onnxruntime", 'pip install "regintel[encoder]"') from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(str(self._find("*.onnx")), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelMissingError("编码器需要 tokenizers", 'pip install "regintel[encoder]"') from error
        tokenizer = Tokenizer.from_file(str(self._find("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST_INPUT)
        return tokenizer

    def _find(self, pattern: str) -> Path:
        found = sorted(self._folder.rglob(pattern))
        if not found:
            raise ConfigError(f"编码器文件夹 {self._folder} 里没有 {pattern}", "检查 REGINTEL_VECTORS 指向的文件夹")
        return found[0]


def _parts(lengths: Sequence[int]) -> list[list[int]]:
    """Places of inputs that are computed together: of like length, so that little is padding."""
    parts: list[list[int]] = [[]]
    for n in sorted(range(len(lengths)), key=lambda n: lengths[n]):
        if parts[-1] and (len(parts[-1]) + 1) * lengths[n] > _AT_ONCE:
            parts.append([])
        parts[-1].append(n)
    return [part for part in parts if part]
