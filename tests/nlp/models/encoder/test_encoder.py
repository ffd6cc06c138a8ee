"""The second tier on a toy encoder that the tests make: training, resuming, export, answers, cascade."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.models.cascade import Cascade, doubts
from nlp.models.encoder.opinion import best_odds, span_odds
from nlp.models.encoder.plan import PLANS
from nlp.models.encoder.reader import load_encoder
from nlp.models.encoder.vocabulary import SPECIAL, Vocabulary, read_vocabulary
from nlp.models.predictors import Batch
from nlp.models.runtime import load, predict
from nlp.models.task import TASKS
from nlp.models.training.encoder.example import flat, swap
from regintel.errors import ConfigError, ModelMissingError, UsageError

LETTERS = "北京上海银行平台公司失联跑路很好上涨下跌张三李四，。abc12"
VOCABULARY = Vocabulary((*SPECIAL, *dict.fromkeys(LETTERS)))


@given(text=st.text(max_size=60))
def test_every_character_is_one_position(text: str) -> None:
    ids, begin = VOCABULARY.frame(text, "失联")
    assert len(ids) == begin + len(text) + 1
    assert begin == 4


def test_characters_are_folded_before_they_are_unknown() -> None:
    a, full, upper, blank, strange = VOCABULARY.encode("aａA\u3000鑫")
    assert a == full == upper
    assert VOCABULARY.entries[blank] == "[unused1]"
    assert VOCABULARY.entries[strange] == "[UNK]"


def test_a_vocabulary_without_marks_is_named(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("一\n二\n", encoding="utf-8")
    with pytest.raises(ModelMissingError, match=r"\[PAD\]"):
        read_vocabulary(tmp_path / "vocab.txt")
    with pytest.raises(ModelMissingError, match=r"none"):
        read_vocabulary(tmp_path / "none")


def _path_score(emissions: Any, moves: Any, labels: tuple[int, ...]) -> float:
    own = sum(emissions[i, label] for i, label in enumerate(labels))
    return float(own + sum(moves[a, b] for a, b in itertools.pairwise(labels)))


@given(st.integers(0, 5), st.integers(1, 6), st.integers(0, 99))
def test_the_odds_of_a_span_are_those_of_two_paths(start: int, length: int, seed: int) -> None:
    size = 7
    end = min(start + length, size)
    dice = np.random.default_rng(seed)
    emissions, moves = dice.normal(size=(size, 3)).astype(np.float32), dice.normal(size=(3, 3)).astype(np.float32)
    labels = tuple(1 if i == start else 2 if start < i < end else 0 for i in range(size))
    expected = _path_score(emissions, moves, labels) - _path_score(emissions, moves, (0,) * size)
    assert span_odds(emissions, moves, start, end) == pytest.approx(expected, abs=1e-4)
    assert best_odds(emissions, moves, "一二三四五六七", "八") is None


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["公司", "人物"])), max_size=6)


@given(st.text(alphabet=LETTERS, min_size=30, max_size=30), SPANS, st.integers(0, 999))
def test_swapped_names_keep_their_places(text: str, spans: list[tuple[int, int, str]], seed: int) -> None:
    spans = flat([span for span in spans if span[0] < span[1]])
    pools = {"公司": ["甲", "乙丙丁公司"], "人物": ["王五六"]}
    other, moved = swap(text, spans, pools, 0.5, random.Random(seed))
    assert [kind for *_, kind in moved] == [kind for *_, kind in spans]
    outside = [text[b:c] for (_, b, _), (c, _, _) in itertools.pairwise([(0, 0, ""), *spans, (30, 30, "")])]
    again = [other[b:c] for (_, b, _), (c, _, _) in itertools.pairwise([(0, 0, ""), *moved, (len(other), 0, "")])]
    assert outside == again
    for (a, b, kind), (c, d, _) in zip(spans, moved, strict=True):
        assert other[c:d] in {text[a:b], *pools[kind]}


def test_the_loss_of_a_chain_is_that_of_all_paths() -> None:
    torch = pytest.importorskip("torch")
    from nlp.models.training.encoder.network import chain_loss

    torch.manual_seed(1)
    emissions, moves = torch.randn(2, 6, 3), torch.randn(3, 3)
    inside = torch.tensor([[0, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1]])
    target = torch.tensor([[0, 1, 2, 0, 0, 0], [0, 0, 0, 1, 2, 2]])
    total = 0.0
    for row, first, last in ((0, 1, 4), (1, 2, 6)):
        own = emissions[row, first:last].numpy()
        scores = [_path_score(own, moves.numpy(), p) for p in itertools.product(range(3), repeat=last - first)]
        gold = _path_score(own, moves.numpy(), tuple(target[row, first:last].tolist()))
        total += float(np.log(np.exp(scores).sum())) - gold
    assert float(chain_loss(emissions, target, inside, moves)) == pytest.approx(total / 7, abs=1e-4)


TOY: dict[str, list[dict[str, Any]]] = {
    "risk_events/train.jsonl": [
        {"text": "北京平台失联", "events": [{"type": "失联跑路", "subject": "北京平台"}]},
        {"text": "上海公司下跌，李四很好", "events": [{"type": "业绩下滑", "subject": "上海公司"}]},
        {"text": "张三很好", "events": [{"type": "其他", "subject": None}]},
    ],
    "negative_entities/train.jsonl": [
        {"title": "", "text": "北京平台跑路，上海银行很好", "entities": ["北京平台", "上海银行"]}
        | {"negative": True, "negative_entities": ["北京平台"]},
        {"title": "", "text": "上海银行上涨", "entities": ["上海银行"], "negative": False, "negative_entities": []},
    ],
    "ner/finner.train.jsonl": [{"text": "张三在上海公司", "entities": [{"text": "上海公司", "type": "公司"}]}],
    "ner/cluener.train.jsonl": [{"text": "李四在北京", "label": {"name": {"李四": [[0, 1]]}}}],
    "ner/new_entities.train.jsonl": [{"text": "abc平台很好", "new_entities": ["abc平台"]}],
    "sentiment/forum.train.jsonl": [{"text": "上涨", "label": "positive"}, {"text": "下跌", "label": "negative"}],
    "sentiment/news_titles.train.jsonl": [
        {"text": "上海公司上涨", "label": "positive", "company": "上海公司"},
        {"text": "北京公司下跌", "label": "negative", "company": "北京公司"},
    ],
    "topics/train.jsonl": [{"text": "北京上涨", "topics": ["中国", "股市"]}, {"text": "下跌", "topics": ["外国"]}],
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with labelled rows (`data`) and an untrained checkpoint (`base`)."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    torch.set_num_threads(1)
    from transformers import BertConfig, BertModel

    root = tmp_path_factory.mktemp("toy")
    for name, rows in TOY.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        copies = [{**row, "text": row["text"] + "，" * (k % 7)} for k in range(24) for row in rows]
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in copies), encoding="utf-8")
        if "/train" in name or "finner" in name:
            (root / "data" / name.replace("train", "dev")).write_text(json.dumps(rows[0]), encoding="utf-8")
    entries = [*VOCABULARY.entries, "##北", "银行"]
    config = BertConfig(
        vocab_size=len(entries),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(root / "base")
    (root / "base" / "vocab.txt").write_text("\n".join(entries) + "\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """What training said."""
    return []


@pytest.fixture(scope="module")
def trained(toy: Path, lines: list[str]) -> Path:
    """The folder of an encoder that was trained on the toy rows."""
    from nlp.models.training.encoder.run import train_encoder

    train_encoder("all", str(toy / "base"), toy / "data", toy / "out", toy / "work", lines.append, passes=12)
    return toy / "out"


@pytest.mark.slow
def test_every_head_learns(trained: Path, lines: list[str]) -> None:
    losses = [{k: float(v) for k, v in (part.split("=") for part in line.split()[1:])} for line in lines]
    assert set(losses[0]) == set(PLANS)
    assert [name for name in PLANS if losses[-1][name] >= losses[0][name]] == []
    encoder = load_encoder(trained)
    assert "银行" not in encoder.vocabulary.entries, "only single characters are kept"
    text = "北京平台失联"
    (answer,) = predict("risk-events", [{"text": text, "types": ["失联跑路"]}], "2", trained)
    # Which slice a network of toy size picks differs by processor; that it is one does not.
    assert [(e["type"], bool(e["subject"]) and e["subject"] in text) for e in answer["events"]] == [("失联跑路", True)]


@pytest.mark.slow
def test_a_second_training_begins_where_the_first_ended(toy: Path, tmp_path: Path) -> None:
    from nlp.models.training.encoder.run import train_encoder

    said: list[str] = []
    args = ("topics", str(toy / "base"), toy / "data", tmp_path / "out")
    train_encoder(*args, tmp_path / "first", said.append, passes=80)
    train_encoder(*args, tmp_path / "second", said.append, passes=80, start=tmp_path / "first")
    losses = [float(line.split("topics=")[1]) for line in said]
    half = len(losses) // 2
    assert losses[half] < losses[0], "the second does not begin anew"
    with pytest.raises(ConfigError, match="network"):
        train_encoder(*args, tmp_path / "third", said.append, start=tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="输出头"):
        train_encoder("sentiment-news", *args[1:], tmp_path / "fourth", said.append, start=tmp_path / "first")


@pytest.mark.slow
def test_stopped_training_goes_on_as_if_it_had_not_been(toy: Path, tmp_path: Path) -> None:
    from nlp.models.training.encoder import loop
    from nlp.models.training.encoder.run import train_encoder

    def stop(_line: str) -> None:
        raise KeyboardInterrupt

    args = ("topics", str(toy / "base"), toy / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "SAVE", 40)
        train_encoder(*args, tmp_path / "whole", tmp_path / "a", lambda _: None, passes=80)
        with pytest.raises(KeyboardInterrupt):
            train_encoder(*args, tmp_path / "parts", tmp_path / "b", stop, passes=80)
        train_encoder(*args, tmp_path / "parts", tmp_path / "b", lambda _: None, passes=80)
    whole, parts = load_encoder(tmp_path / "whole"), load_encoder(tmp_path / "parts")
    assert {name: (array == parts.arrays[name]).all() for name, array in whole.arrays.items()} == dict.fromkeys(
        whole.arrays, True
    )


@pytest.mark.slow
@pytest.mark.parametrize("task", sorted(TASKS))
def test_hostile_texts_get_answers_from_the_encoder(task: str, trained: Path) -> None:
    texts = ["", "\x00", "\ud800北京\udfff", "😀" * 50, "\u202e平台", "。" * 2000, "北京平台跑路" * 3000]
    rows: list[dict[str, Any]] = [{"title": t, "text": t, "entities": ["平台", "", t], "id": t} for t in texts]
    rows += [{}, {"text": None, "entities": None}]
    answers = list(predict(task, rows, "2", trained))
    assert [set(TASKS[task].answers) <= set(answer) for answer in answers] == [True] * len(rows)
    for row, answer in zip(rows, answers, strict=True):
        for found in answer.get("entities") or [] if task in ("finner", "cluener") else []:
            assert found["text"] == row["text"][found["start"] : found["end"]] != ""


@pytest.mark.slow
def test_only_doubtful_rows_reach_the_encoder(trained: Path) -> None:
    first, second = load("sentiment-news", "1"), load("sentiment-news", "2", trained)
    rows = [{"text": "净利润大增三成"}, {"text": "被立案调查"}, {"text": "平台"}, {"text": ""}]
    doubt = doubts(first, Batch(rows))
    middle = float(np.median(doubt))
    cascade = Cascade(first, second, middle)
    mixed, plain = cascade.predict(rows), first.predict(rows)
    sent = [i for i, own in enumerate(doubt) if own > middle]
    better = dict(zip(sent, second.predict([rows[i] for i in sent]), strict=True))
    assert mixed == [better.get(i, own) for i, own in enumerate(plain)]
    assert mixed != plain


@pytest.mark.slow
def test_an_encoder_without_the_head_is_named(toy: Path, trained: Path, tmp_path: Path) -> None:
    from nlp.models.encoder.reader import SHIPPED
    from nlp.models.training.encoder.run import train_encoder

    assert trained
    base, data = str(toy / "base"), toy / "data"
    train_encoder("topics", base, data, tmp_path / "one", tmp_path / "work", lambda _: None, passes=0.1)
    assert list(predict("topics", [{"text": "北京"}], "2", tmp_path / "one"))
    with pytest.raises(ModelMissingError, match="negative"):
        list(predict("negative", [{"text": "北京"}], "2", tmp_path / "one"))
    with pytest.raises(UsageError, match="全部任务"):
        train_encoder("topics", base, data, SHIPPED, tmp_path / "work", lambda _: None)


def test_missing_files_are_named() -> None:
    with pytest.raises(ModelMissingError, match=r"encoder\.onnx"):
        load_encoder(Path("/nowhere"))
