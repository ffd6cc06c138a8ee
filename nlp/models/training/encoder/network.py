"""The network: a BERT-like encoder with one head a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nlp.models.encoder.plan import PLANS, POOLED
from nlp.models.encoder.vocabulary import Vocabulary, read_vocabulary, single_characters
from nlp.models.training.encoder.batch import Batch

FORBIDDEN = -1e4
_TOKEN_WEIGHT = 8.0
"""The loss of a labelled character beside that of a labelled text, which has some dozens of characters."""


class Network(nn.Module):
    """`labels` of each head by name; the encoder's hidden size decides the heads'."""

    def __init__(self, encoder: Any, labels: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self.encoder = encoder
        self.labels = {name: tuple(own) for name, own in labels.items()}
        size = encoder.config.hidden_size
        self.heads = nn.ModuleDict()
        self.moves = nn.ParameterDict()
        for name, own in self.labels.items():
            kind = PLANS[name].kind
            self.heads[name] = nn.Linear(size if kind == "spans" else POOLED * size, len(own))
            if kind == "mentions":
                self.heads[f"{name}-names"] = nn.Linear(POOLED * size, 1)
            if kind == "spans":
                self.moves[name] = nn.Parameter(torch.zeros(len(own), len(own)))
                self.register_buffer(f"closed-{name}", closed(own))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors of all positions, shape (rows, positions, size)."""
        out: Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return out

    def loss(self, name: str, batch: Batch) -> Tensor:
        """Mean loss of a batch of one head."""
        hidden = self(batch.ids, batch.mask)
        kind = PLANS[name].kind
        if kind == "spans":
            moves = self.moves[name] + self.get_buffer(f"closed-{name}")
            return _TOKEN_WEIGHT * chain_loss(self.heads[name](hidden), batch.target, batch.inside, moves)
        scores = self.heads[name](pooled(hidden, batch.inside))
        if kind == "one":
            return nn.functional.cross_entropy(scores, batch.target[:, 0])
        whole = nn.functional.binary_cross_entropy_with_logits(scores, batch.target.float(), reduction="none").sum(1)
        if kind == "many" or not len(batch.answers):
            return whole.mean()
        named = self.heads[f"{name}-names"](of_names(hidden, batch.names, batch.owners))[:, 0]
        return whole.mean() + nn.functional.binary_cross_entropy_with_logits(named, batch.answers)


def closed(labels: Sequence[str]) -> Tensor:
    """`FORBIDDEN` where BIO allows no move from row to column, else 0."""
    return torch.tensor(
        [[FORBIDDEN if after[0] == "I" and before[2:] != after[2:] else 0.0 for after in labels] for before in labels]
    )


def pooled(hidden: Tensor, inside: Tensor) -> Tensor:
    """First mark, mean and maximum over the characters of the text, shape (rows, 3 x size)."""
    cells = inside[:, :, None]
    mean = (hidden * cells).sum(1) / cells.sum(1).clamp(min=1)
    top = hidden.masked_fill(cells == 0, -1e4).amax(1).clamp(min=-1e3)
    return torch.cat([hidden[:, 0], mean, top], dim=1)


def of_names(hidden: Tensor, names: Tensor, owners: Tensor) -> Tensor:
    """First mark, mean and maximum over the characters of each name, shape (names, 3 x size).

    `names` has shape (names, positions): 1 where a mention of the name stands in its row `owners[i]`.
    """
    return pooled(hidden[owners], names)


def chain_loss(emissions: Tensor, target: Tensor, inside: Tensor, moves: Tensor) -> Tensor:
    """Negative log-likelihood a character of a linear-chain conditional random field (Lafferty et al. 2001).

    The characters of a text stand together; `inside` is 1 there.
    """
    first = inside.argmax(1)
    longest = int(inside.sum(1).max())
    where = (first[:, None] + torch.arange(longest)).clamp(max=emissions.shape[1] - 1)
    there = inside.gather(1, where) * (torch.arange(longest)[None] < inside.sum(1)[:, None])
    scores = emissions.gather(1, where[:, :, None].expand(-1, -1, emissions.shape[2]))
    gold = target.gather(1, where)
    path = (scores.gather(2, gold[:, :, None])[:, :, 0] * there).sum(1)
    path = path + (moves[gold[:, :-1], gold[:, 1:]] * there[:, 1:]).sum(1)
    total = scores[:, 0]
    for at in range(1, longest):
        step = torch.logsumexp(total[:, :, None] + moves[None], dim=1) + scores[:, at]
        total = torch.where(there[:, at, None] > 0, step, total)
    return (torch.logsumexp(total, dim=1) - path).sum() / there.sum()


def load_encoder(checkpoint: str) -> tuple[Any, Vocabulary]:
    """A BERT-like encoder from a folder or a hub id, cut to single characters, and its vocabulary.

    Raises `ModelMissingError` where the folder lacks a vocabulary.
    """
    from transformers import AutoModel, AutoTokenizer

    encoder = AutoModel.from_pretrained(checkpoint, add_pooling_layer=False)
    folder = Path(checkpoint)
    if folder.is_dir():
        whole = read_vocabulary(folder / "vocab.txt")
    else:
        numbers: dict[str, int] = AutoTokenizer.from_pretrained(checkpoint).get_vocab()
        whole = Vocabulary(tuple(sorted(numbers, key=numbers.__getitem__)))
    keep = single_characters(whole.entries)
    rows = encoder.get_input_embeddings().weight.detach()[keep]
    encoder.set_input_embeddings(nn.Embedding(len(keep), rows.shape[1], _weight=rows.clone()))
    encoder.config.vocab_size = len(keep)
    return encoder, Vocabulary(tuple(whole.entries[i] for i in keep))
