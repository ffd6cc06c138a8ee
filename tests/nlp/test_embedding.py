from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from nlp.embedding.embedder import open_embedder
from nlp.embedding.encoder import _parts
from nlp.embedding.static import DIMENSIONS, StaticEmbedder, load_words, save_words
from regintel.errors import ConfigError


def test_static_vectors_bring_meaning_together() -> None:
    embedder = open_embedder("static")
    assert embedder
    made = embedder.passages(["夫妻共同债务由双方共同偿还。", "证券交易所制定上市规则。", ""])
    assert made.shape == (3, embedder.dimensions)
    assert np.linalg.norm(made, axis=1) == pytest.approx([1, 1, 0], abs=1e-5)
    likeness = made @ embedder.question("丈夫欠的钱，妻子要不要还？")
    assert likeness[0] > likeness[1] + 0.1


def test_width_and_case_do_not_matter() -> None:
    embedder = open_embedder("static")
    assert embedder
    assert embedder.question("ＡＴＭ取款") == pytest.approx(embedder.question("atm取款"))


def test_off_is_none_and_anything_else_a_named_error() -> None:
    assert open_embedder("off") is None
    with pytest.raises(ConfigError, match="REGINTEL_VECTORS"):
        open_embedder("/nowhere/at/all")


def test_a_folder_that_lacks_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.json"):
        open_embedder(str(tmp_path))
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 8}), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\.onnx"):
        open_embedder(str(tmp_path))


def test_texts_of_like_length_are_computed_together() -> None:
    parts = _parts([2000, 10, 30, 20])
    assert sorted(n for part in parts for n in part) == [0, 1, 2, 3]
    assert parts == [[1, 3, 2], [0]]


def test_fitted_words_add_up_to_the_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy", reason="training needs the train extra")
    from nlp.embedding import training

    class Letters:
        """Stands for an encoder: a text is the sum of its characters, each in a direction of its own."""

        def passages(self, texts: list[str]) -> Any:
            rows = np.zeros((len(texts), 300), np.float32)
            for row, text in zip(rows, texts, strict=True):
                for char in text:
                    row[ord(char) % 300] += 1
            return training.unit(rows)

    monkeypatch.setattr(training, "WORDS", 1500)
    order = np.random.default_rng(0)
    texts = ["".join(map(chr, order.integers(0x4E00, 0x4E00 + 300, 40))) for _ in range(400)]
    training.train(texts, [text[:8] for text in texts[:50]], cast(Any, Letters()), tmp_path / "words.npz")
    stored = np.load(tmp_path / "words.npz")
    words = str(stored["words"]).split("\n")
    assert stored["rows"].shape == (len(words), 256)
    assert len(set(words)) == len(words) == 1500


def test_words_tuned_to_questions_answer_others_as_well(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="tuning needs the encoder extra")
    sparse = pytest.importorskip("scipy.sparse", reason="tuning needs the train extra")
    from nlp.embedding.tuning import Lesson, tune

    drawn = np.random.default_rng(0)
    count, passages = 40, 120  # word n of passages is what word n + count of questions means
    said = np.zeros((passages, 2 * count), np.float32)
    asked = np.zeros_like(said)
    for row in range(passages):
        words = drawn.choice(count, 4, replace=False)
        said[row, words] = asked[row, words + count] = 1
    start = drawn.normal(size=(2 * count, DIMENSIONS)).astype(np.float32)
    taught = Lesson(sparse.csr_matrix(asked[:80]), [[row] for row in range(80)])
    vectors, turn = tune(start, sparse.csr_matrix(said), [taught], steps=30)

    def right(words: Any, turn: Any) -> float:
        questions = asked[80:] @ words
        known = said @ words
        near = (questions + questions @ turn) @ (known / np.linalg.norm(known, axis=1, keepdims=True)).T
        return float((near.argmax(axis=1) == np.arange(80, passages)).mean())

    assert right(start, np.zeros_like(turn)) < 0.1
    assert right(vectors, turn) > 0.5
    save_words(tmp_path / "words.npz", [f"w{n}" for n in range(2 * count)], vectors, turn)
    words, read, turned = load_words(tmp_path / "words.npz")
    assert words[:2] == ["w0", "w1"]
    assert np.abs(read - vectors).max() <= np.abs(vectors).max() / 127
    assert np.allclose(turned, turn, atol=1e-2)


def test_a_question_is_turned_and_a_passage_is_not(tmp_path: Path) -> None:
    turn = np.zeros((DIMENSIONS, DIMENSIONS))
    turn[0, 1] = 1
    save_words(tmp_path / "words.npz", ["银行", "的"], np.eye(2, DIMENSIONS), turn)
    embedder = StaticEmbedder(tmp_path / "words.npz")
    assert embedder.passages(["银行"])[0][:2].tolist() == [1, 0]
    assert embedder.question("银行")[:2] == pytest.approx([2**-0.5, 2**-0.5])
    assert embedder.question("〇").any() == embedder.passages(["〇"]).any() == np.False_


def test_a_file_of_word_vectors_can_be_named(tmp_path: Path) -> None:
    kept = tmp_path / "words.npz"
    save_words(kept, ["银行", "的"], np.eye(2, DIMENSIONS), np.zeros((DIMENSIONS, DIMENSIONS)))
    embedder = open_embedder(str(kept))
    assert embedder
    assert embedder.question("银行")[0] == 1
    assert embedder.name not in {"static-2", "static-"}
    elsewhere = pickle.loads(pickle.dumps(embedder))  # as worker processes get it
    assert elsewhere.question("银行")[0] == 1
    other = tmp_path / "other.npz"
    np.savez(other, words=np.array("银行"), rows=np.zeros((2, 3), np.int8), scales=np.zeros(2), turn=np.zeros((3, 3)))
    with pytest.raises(ConfigError, match="不是词向量文件"):
        open_embedder(str(other))
    other.write_bytes(b"PK no")
    with pytest.raises(ConfigError, match="不是词向量文件"):
        open_embedder(str(other))
