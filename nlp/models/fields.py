"""From the rows of a task to the texts that its models read. Shared by training and run time, so they cannot differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nlp.models.features import Grams, grams, join

ORDERS = (1, 2, 3)
"""Characters, pairs and triples: measured as good as adding 4-grams, at two thirds of the cost."""
_TITLE = 1
_HIDDEN = 2
NAME = "\ue000"

Row = Mapping[str, Any]


def text_of(row: Row, field: str = "text") -> str:
    """A string field; anything else counts as absent."""
    value = row.get(field)
    return value if isinstance(value, str) else ""


def entities_of(row: Row) -> list[str]:
    """The names of a row, strings only, as given."""
    value = row.get("entities")
    return [name for name in value if isinstance(name, str) and name] if isinstance(value, list | tuple) else []


def plain_grams(rows: Sequence[Row]) -> Grams:
    """N-grams of `text`."""
    return grams([text_of(row) for row in rows], ORDERS)


def hidden_story(row: Row) -> str:
    """`story` with every name of `entities` hidden, longest first."""
    text = story(row)
    for name in sorted(entities_of(row), key=len, reverse=True):
        text = text.replace(name, NAME)
    return text


def titled_grams(rows: Sequence[Row]) -> Grams:
    """N-grams of `text`; of `title`, as features of their own; and of both with the row's names hidden.

    The plain view knows names that are always in trouble, the hidden one judges names that nobody has seen: together
    they are better than either (0.964 against 0.960 and 0.959 F1 by cross-validation on the training rows).
    """
    title = grams([text_of(row, "title") for row in rows], ORDERS, salt=_TITLE)
    hidden = grams([hidden_story(row) for row in rows], ORDERS, salt=_HIDDEN)
    return join(plain_grams(rows), title, hidden)


def masked_grams(rows: Sequence[Row]) -> Grams:
    """N-grams of `text` with the row's `company` hidden: its name must not decide the polarity."""
    texts = []
    for row in rows:
        text, company = text_of(row), text_of(row, "company")
        texts.append(text.replace(company, NAME) if company else text)
    return grams(texts, ORDERS)


def story(row: Row) -> str:
    """Title and text as one, without the title that many posts repeat as their first words."""
    title, text = text_of(row, "title").strip(), text_of(row)
    return text if not title or text.lstrip().startswith(title[:20]) else f"{title}。{text}"
