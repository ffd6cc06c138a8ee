"""Heads and taggers survive the round trip to disk; what is missing or broken is named."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.models.features import BITS, grams
from nlp.models.linear import Head, load_head, save_head
from nlp.models.tagger import Tagger, compact, load_tagger, save_tagger
from nlp.models.tagging import cut
from nlp.models.viterbi import decode, viterbi
from regintel.errors import ModelMissingError

RANDOM = np.random.default_rng(5)


def make_head() -> Head:
    table = np.zeros((1 << BITS, 2), dtype=np.float32)
    bags = grams(["提现困难", "业绩增长"]).bags()
    table[bags.buckets[: bags.starts[1]], 0] = 1.0
    table[bags.buckets[bags.starts[1] :], 1] = 0.25
    zero, one = np.zeros(2, dtype=np.float32), np.ones(2, dtype=np.float32)
    return Head(("坏", "好"), table, zero, one, zero, zero, {"prune": 4})


def test_scores_are_sums_of_weights() -> None:
    head = make_head()
    scores = head.scores(grams(["提现困难", "", "业绩增长"]).bags())
    assert scores[0, 0] > 1 > scores[0, 1]
    assert scores[1].tolist() == [0.0, 0.0] or abs(scores[1]).max() < abs(scores[0]).max()
    assert scores[2, 1] > scores[2, 0]
    assert ((head.probabilities(scores) >= 0) & (head.probabilities(scores) <= 1)).all()


def test_a_head_comes_back_from_disk(tmp_path: Path) -> None:
    head = make_head()
    save_head(tmp_path / "x.npz", head)
    again = load_head("x", tmp_path)
    assert again.labels == head.labels
    bags = grams(["提现困难", "业绩增长"]).bags()
    assert np.allclose(again.scores(bags), head.scores(bags), atol=0.02)


def test_missing_and_broken_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"缺少模型文件 none\.npz"):
        load_head("none", tmp_path)
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(ModelMissingError, match=r"bad\.npz 已损坏"):
        load_head("bad", tmp_path)
    (tmp_path / "short.npz").write_bytes(b"")
    with pytest.raises(ModelMissingError, match=r"short\.npz 已损坏"):
        load_tagger("short", tmp_path)


def test_viterbi_finds_the_best_of_all_paths() -> None:
    for size in (1, 2, 4):
        emissions = RANDOM.normal(size=(3, 5, 3)).astype(np.float32)
        moves = RANDOM.normal(size=(3, 3)).astype(np.float32)
        paths = viterbi(emissions, np.array([size, 5, size]), moves)
        for k, length in enumerate((size, 5, size)):
            options = itertools.product(range(3), repeat=length)

            def value(path: tuple[int, ...], scores: Any = emissions[k], moves: Any = moves) -> float:
                steps = sum(float(moves[a, b]) for a, b in itertools.pairwise(path))
                return steps + sum(float(scores[at, label]) for at, label in enumerate(path))

            assert value(tuple(paths[k, :length].tolist())) == pytest.approx(max(value(p) for p in options))


def test_decoding_stretches_gives_the_paths_of_whole_texts() -> None:
    sizes = np.array([40, 1, 25])
    offsets = np.array([0, 40, 41])
    emissions = RANDOM.normal(size=(66, 3)).astype(np.float32) * 2
    emissions[:, 0] += np.where(RANDOM.random(66) < 0.8, 14, 0).astype(np.float32)
    moves = RANDOM.normal(size=(3, 3)).astype(np.float32)
    for bias, labels in zip((0.0, 1.0), decode(emissions, offsets, sizes, moves, (0.0, 1.0)), strict=True):
        for offset, size in zip(offsets.tolist(), sizes.tolist(), strict=True):
            own = emissions[offset : offset + size].copy()
            own[:, 0] -= bias
            assert labels[offset : offset + size].tolist() == viterbi(own[None], np.array([size]), moves)[0].tolist()


def test_a_tagger_comes_back_from_disk(tmp_path: Path) -> None:
    slots, table = compact(np.array([3, 9]), np.array([[0, 1], [2, 0]], dtype=np.float32), 8)
    tagger = Tagger(("O", "B-公司"), slots, table, np.zeros((2, 2), dtype=np.float32), 8)
    save_tagger(tmp_path / "t.npz", tagger)
    again = load_tagger("t", tmp_path)
    assert again.labels == tagger.labels
    assert np.allclose(again.table[again.slots], tagger.table[tagger.slots], atol=0.02)


def test_long_texts_are_cut_without_loss() -> None:
    text = "平台提现困难。" * 300
    pieces = cut(text)
    assert "".join(piece for _, piece in pieces) == text
    assert all(text[start : start + len(piece)] == piece for start, piece in pieces)
    assert sum(len(piece) for _, piece in cut("字" * 5_000_000)) < 50_000
