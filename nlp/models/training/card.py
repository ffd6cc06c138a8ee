"""Model cards: what a model was trained on, how well it does, where it ends, and how to make it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from nlp.models.evaluate import evaluate
from nlp.models.export import CARDS
from nlp.models.linear import WEIGHTS
from nlp.models.metrics import figures
from nlp.models.predictors import Sentiment
from nlp.models.runtime import load
from nlp.models.task import task_of
from nlp.models.training.data import SOURCES, digest, split
from nlp.models.training.documents import train_forum
from nlp.models.training.heads import SEED

Interval = tuple[float, float, float]

_DATA = {
    "risk-events": "CCKS-2019 task 4 / FinESE: Chinese news and posts with event types and subjects",
    "negative": "BDCI-2019 negative financial entities / FinNSP: internet-finance posts and news",
    "finner": "FinNER: financial news and disclosures, 11 types",
    "cluener": "CLUENER2020: general news, 10 types",
    "new-entities": "BDCI-2019 #361: posts about platforms and coins, noisy labels",
    "sentiment-forum": "FinFE v2: investor-forum posts",
    "sentiment-news": "Financial news titles with a company",
    "topics": "FinNL: financial news flashes",
}
_LIMITS = {
    "risk-events": "Trained mostly on run-together headlines of 2008-2019; types with under 50 rows are weak.",
    "negative": "2018-2019 posts on P2P lending; ranks only the names that it is given.",
    "finner": "Gold strings carry no offsets and nested names are flattened; products and industries are weak.",
    "cluener": "Sentences of about 40 characters, general news.",
    "new-entities": "Labels are noisy and many answers are not in the text; read its finds as proposals.",
    "sentiment-forum": "28 % of the rows repeat a text, 7 % of those with both labels; a random split leaks them "
    "(second figure). Irony and very short posts are hard.",
    "sentiment-news": "Titles about one listed company; not for forum text.",
    "topics": "Flashes of 2021-2022; the pandemic topic will age.",
}
_REPEATED = {"sentiment-forum": train_forum}
"""Tasks whose data repeats many texts: a random split puts copies on both sides and flatters. Published figures use
one, so the card gives it beside the honest one, of a model trained for it."""


def random_split(task: str, data: Path) -> Interval:
    """Accuracy on a random tenth of all rows of a model trained on the others; not the shipped one."""
    rows = [row for part in split(task, data) for row in part]
    order = np.random.default_rng(SEED).permutation(len(rows)).tolist()
    gold, train = [rows[i] for i in order[: len(rows) // 10]], [rows[i] for i in order[len(rows) // 10 :]]
    model = Sentiment(_REPEATED[task](train).head, masked=False)
    return figures(task, gold, model.predict([{"text": row["text"]} for row in gold]))["accuracy"]


def write_card(task: str, data: Path, folder: Path = CARDS) -> Path:
    """Evaluate the shipped weights and write `<task>.json` and `<task>.md`; returns the Markdown."""
    load.cache_clear()
    train, _ = split(task, data)
    found = evaluate(task, data, "1")
    if task in _REPEATED:
        found["figures"]["accuracy_random_split"] = random_split(task, data)
    card: dict[str, Any] = {
        "task": task,
        "data": _DATA[task],
        "data_licence": "public research data, for research; no row is shipped, weights are hashed",
        "training_rows": len(train),
        "training_digest": digest(train),
        "evaluation_rows": found["rows"],
        "evaluation_digest": found["digest"],
        "hold_out": SOURCES[task].dev
        or f"{SOURCES[task].percent} % of the training file by a hash of the text, so that equal texts stay together",
        "figures": {name: {"value": v, "low": low, "high": high} for name, (v, low, high) in found["figures"].items()},
        "limits": _LIMITS[task],
        "bytes": sum((WEIGHTS / f"{part}.npz").stat().st_size for part in task_of(task).parts),
        "retrain": f"regintel train {task} --data DIR",
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{task}.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path = folder / f"{task}.md"
    path.write_text(_markdown(card), encoding="utf-8")
    return path


def _markdown(card: dict[str, Any]) -> str:
    lines = [f"# {card['task']}（{task_of(card['task']).title}）", ""]
    lines += ["| figure | value | 95 % interval (bootstrap over rows) |", "|---|---|---|"]
    lines += [f"| {n} | {f['value']:.4f} | {f['low']:.4f} to {f['high']:.4f} |" for n, f in card["figures"].items()]
    lines += ["", f"- Data: {card['data']}. Licence: {card['data_licence']}."]
    lines.append(f"- Training rows: {card['training_rows']} (sha256 {card['training_digest'][:16]}).")
    lines.append(
        f"- Evaluation rows: {card['evaluation_rows']} (sha256 {card['evaluation_digest'][:16]}), {card['hold_out']}."
    )
    lines.append(f"- Limits: {card['limits']}")
    lines.append(f"- Size: {card['bytes'] / 1024:.0f} KB. Retrain: `{card['retrain']}` (seeds are fixed).")
    return "\n".join(lines) + "\n"
