"""Speed of the trained tier-1 models on texts of 300 characters, one process: each task alone, and all of them at once.

usage: python benchmarks/nlp_models.py [--texts 2000]
Beside them: `annotate` with everything on in tier 1, segmentation alone, spaCy with plain jieba, a 12-layer
encoder on the same texts, and the peak of memory. Texts are synthetic, written here.
Times are those of the processor, so that a busy machine does not change them much.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from nlp.annotate import build_annotator
from nlp.models.runtime import load, predict_all
from nlp.models.task import TASKS
from regintel.model import Document, Kind

_PARTS = [
    "青禾普惠平台今日发布公告称暂停提现，",
    "监管部门提示投资者注意非法集资风险。",
    "远山科技(300999)控股股东拟减持公司股份，",
    "据悉，公安机关已对该公司立案侦查，",
    "白鹭银行三季度净利润同比增长百分之八，",
    "多名投资人表示本金至今没有兑付；",
    "中国人民银行有关负责人就征求意见稿答记者问，",
    "董事长张某失联，公司股票停牌。",
    "市场人士认为数字货币价格波动较大，",
    "今天大盘震荡走低，不少股民表示观望。",
]


def texts(count: int, size: int = 300) -> list[str]:
    """Reproducible texts of `size` characters."""
    source = random.Random(7)
    out = []
    for _ in range(count):
        text = ""
        while len(text) < size:
            text += source.choice(_PARTS)
        out.append(text[:size])
    return out


def clock(name: str, count: int, work: Callable[[], object]) -> float:
    """Print documents a second of processor time and return the seconds."""
    start = time.process_time()
    work()
    spent = time.process_time() - start
    print(f"{name:<24}{count / spent:>10.0f} documents/s")
    return spent


def annotate(sample: list[str]) -> None:
    """Everything that `regintel annotate` does to a piece of news: rules, signals, names, topics, sentiment."""
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    documents = [
        Document(str(i), "s", "u", Kind.NEWS, title=text[:20], text=text, fetched_at=moment)
        for i, text in enumerate(sample)
    ]
    annotator = build_annotator("1")
    for _ in annotator.annotate(documents[:64]):
        pass
    clock("annotate, everything on", len(documents), lambda: list(annotator.annotate(documents)))


def encode(sample: list[str]) -> None:
    """A 12-layer encoder of 768 units with random weights, on one thread, which reads but decides nothing."""
    try:
        import torch
        from transformers import BertConfig, BertModel
    except ImportError:
        print("12-layer encoder        skipped: torch and transformers are not installed (extra `encoder`)")
        return
    torch.set_num_threads(1)
    model = BertModel(BertConfig(vocab_size=21_128)).eval()
    ids = torch.tensor([[1 + ord(char) % 21_000 for char in text] for text in sample])
    with torch.inference_mode():
        clock("12-layer encoder", len(sample), lambda: model(input_ids=ids))


def compare(sample: list[str]) -> None:
    """Segmentation alone, and spaCy's Chinese tokenizer with jieba."""
    import rjieba
    import spacy

    clock("rjieba alone", len(sample), lambda: [rjieba.cut(text) for text in sample])
    few = sample[:300]
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    clock("spaCy with jieba", len(few), lambda: list(nlp.pipe(few)))
    encode(sample[:4])


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2000)
    options = parser.parse_args()
    sample = texts(options.texts)
    rows: list[dict[str, Any]] = [
        {"text": text, "title": text[:20], "entities": ["青禾普惠", "白鹭银行"]} for text in sample
    ]
    for task in TASKS:
        predictor = load(task, "1")
        predictor.predict(rows[:8])
        clock(task, len(rows), lambda predictor=predictor: batches(predictor.predict, rows))  # type: ignore[misc]
    clock("all tasks at once", len(rows), lambda: batches(lambda some: predict_all(list(TASKS), some), rows))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    annotate(sample)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    compare(sample)


def batches(work: Callable[[list[dict[str, Any]]], object], rows: list[dict[str, Any]], size: int = 256) -> None:
    """As `regintel predict` does it: some rows at a time."""
    for first in range(0, len(rows), size):
        work(rows[first : first + size])


if __name__ == "__main__":
    main()
