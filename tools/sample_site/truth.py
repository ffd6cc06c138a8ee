"""What a perfect pipeline would find on the sample site: one row a document, for end-to-end tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from regintel.ids import normalise_doc_no
from tools.sample_site.world import Doc

_SNIPPET = 40
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条(之[一二三四五六七八九十]+)?\u3000")
_ALIASES: list[list[str]] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text("utf-8"))


def rows(docs: list[Doc], addresses: Callable[[Doc], list[str]]) -> list[dict[str, Any]]:
    return [_row(doc, *addresses(doc)) for doc in docs]


def _row(doc: Doc, url: str, *also_at: str) -> dict[str, Any]:
    """`body_start` and `body_end` are the first and last characters of the body as a reader sees it, without blanks.

    `body_in` is page, or attachment where the page has no text of its own. `risks` must be found (under any of their `names`, and
    more may be), `traps` must not. Amounts are in yuan and mean what `regintel.model.Penalty` says.
    `articles` counts 第…条 alone, not the 一、二、三 of decisions and notices.
    `also_at` are further addresses of the document itself (a site may list one document in two sections).
    `same_as` names the twin with the same text, `translation_of` the same item in the site's first language (no document then).
    """
    body = doc.body or (doc.files[0].body if doc.files and doc.files[0].kind != "scan" else [])
    flat = "".join("".join(body).split())
    numbers = {p["doc_no"] for p in doc.parties}
    printed = doc.doc_no or (numbers.pop() if len(numbers) == 1 else "")
    return {
        "source_id": doc.source,
        "site_id": doc.id,
        "url": url,
        "also_at": list(also_at),
        "kind": doc.kind,
        "title": doc.title,
        "published_on": doc.date,
        "doc_no": normalise_doc_no(printed),
        "doc_no_printed": printed,
        "effective_on": doc.effective or None,
        "deadline": doc.deadline or None,
        "status": doc.status or None,
        "language": doc.language,
        "body_in": "attachment" if doc.source == "flk_npc" or (doc.files and not doc.body) else "page",
        "body_start": flat[:_SNIPPET],
        "body_end": flat[-_SNIPPET:],
        "articles": sum(1 for line in body if _ARTICLE.match(line)),
        "attachments": [file.name for file in doc.files],
        "parties": [
            {
                "party": p.get("person", p["party"]),
                "doc_no": p["doc_no"],
                "amount": p.get("amount"),
                "confiscated": p.get("confiscated"),
                "decided_on": str(p["decided"]),
                "authority": p.get("authority", ""),
            }
            for p in doc.parties
        ],
        "risks": [risk | {"names": _names(risk["entity"])} for risk in doc.risks],
        "traps": [trap | {"names": _names(trap["entity"])} for trap in doc.traps],
        "figures": {k: str(v) for k, v in doc.extra.get("blocks", {}).get("trade-log", {}).items()},
        "same_as": doc.same_as or None,
        "translation_of": doc.extra.get("translation_of"),
    }


def _names(entity: str) -> list[str]:
    """The entity as the content names it, then its other names."""
    group = next((names for names in _ALIASES if entity in names), [])
    return [entity, *(name for name in group if name != entity)] if entity else []
