"""The training loop: seeded, on one thread or many, resumable from its last checkpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from nlp.models.encoder.vocabulary import Vocabulary
from nlp.models.training.encoder.batch import lessons, stack
from nlp.models.training.encoder.example import Course
from nlp.models.training.encoder.network import Network, load_encoder
from regintel.errors import ConfigError

EPOCHS = {
    "risk-events": 0.9,
    "subject": 1.7,
    "negative": 2.2,
    "finner": 1.8,
    "cluener": 2.2,
    "new-entities": 1.2,
    "sentiment-forum": 0.8,
    "sentiment-news": 1.0,
    "topics": 0.7,
}
MORE = {
    "risk-events": 1.0,
    "subject": 0.8,
    "negative": 3.0,
    "finner": 1.2,
    "cluener": 2.0,
    "new-entities": 2.0,
    "sentiment-forum": 2.0,
    "sentiment-news": 0.5,
    "topics": 0.8,
}
"""Passes over the rows of each head in a second training, most where the first was furthest from what is asked."""
SEED = 20_261_129
RATE, HEAD_RATE = 1.2e-4, 1e-3
MORE_PACE = 0.6
"""Learning rates of a second training beside those of the first."""
_WARM = 0.06
SAVE = 250
"""Batches between two checkpoints."""
NETWORK = "network.pt"


def train(
    checkpoint: str,
    courses_of: Callable[[Vocabulary], Mapping[str, Course]],
    folder: Path,
    epochs: Mapping[str, float] = EPOCHS,
    seed: int = SEED,
    say: Callable[[str], None] = print,
    start: Path | None = None,
) -> Path:
    """Train all heads together; writes `folder/network.pt` every few minutes and goes on from it where it is found.

    `start` is the folder of an earlier training with the same heads: then its network is trained a second time, with a
    schedule of its own and slower.
    """
    torch.manual_seed(seed)
    encoder, vocabulary = load_encoder(checkpoint)
    courses = courses_of(vocabulary)
    network = Network(encoder, {name: course.labels for name, course in courses.items()})
    if start is not None:
        _begin(start / NETWORK, network)
    optimiser = torch.optim.AdamW(_rates(network, 1.0 if start is None else MORE_PACE), weight_decay=0.01, fused=True)
    plan = lessons(courses, epochs, seed)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / len(plan)))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NETWORK
    begin = _resume(path, network, optimiser, schedule)
    _describe(folder, vocabulary, network, checkpoint)
    network.train()
    means: dict[str, float] = {}
    for step in range(begin, len(plan)):
        name, examples = plan[step]
        loss = network.loss(name, stack(courses[name], examples))
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        value = loss.item()
        means[name] = 0.95 * means.get(name, value) + 0.05 * value
        if (step + 1) % 50 == 0:
            say(f"{step + 1}/{len(plan)} " + " ".join(f"{n}={v:.3f}" for n, v in sorted(means.items())))
        if (step + 1) % SAVE == 0 or step + 1 == len(plan):
            _save(path, step + 1, network, optimiser, schedule)
    return path


def _rates(network: Network, pace: float) -> list[dict[str, Any]]:
    body = list(network.encoder.parameters())
    heads = [*network.heads.parameters(), *network.moves.parameters()]
    return [{"params": body, "lr": pace * RATE}, {"params": heads, "lr": pace * HEAD_RATE}]


def _rate(progress: float) -> float:
    return min(progress / _WARM, (1 - progress) / (1 - _WARM)) if progress < 1 else 0.0


def _begin(path: Path, network: Network) -> None:
    if not path.is_file():
        raise ConfigError(f"找不到 {path}", "--start 须是一次训练的 --work 目录，其中有 network.pt")
    try:
        network.load_state_dict(torch.load(path, weights_only=True)["network"])
    except RuntimeError as error:
        raise ConfigError(f"{path} 中的网络与要训练的输出头或底座不同", "用训练同样任务、同一底座的目录") from error


def _save(path: Path, step: int, network: Network, optimiser: Any, schedule: Any) -> None:
    partial = path.with_suffix(".partial")
    state = {"step": step, "network": network.state_dict(), "random": torch.get_rng_state()}
    torch.save({**state, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}, partial)
    partial.replace(path)


def _resume(path: Path, network: Network, optimiser: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["random"])
    return int(state["step"])


def _describe(folder: Path, vocabulary: Vocabulary, network: Network, checkpoint: str) -> None:
    network.encoder.config.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(vocabulary.entries) + "\n", encoding="utf-8")
    about = {"base": Path(checkpoint).name, "labels": network.labels}
    (folder / "encoder.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
