"""How many penalties are exact, field by field: python benchmarks/nlp_penalties.py ../shared

Reads the mirror's raw documents of three sources and its truth, without a crawl: tables become cells.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from nlp.penalty.complete import complete_penalties
from regintel.ids import normalise_doc_no, normalise_text
from regintel.model import Document, Kind, Penalty

SOURCES = ("pbc_penalty_hq", "nfra_penalty", "csrc_penalty")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _date(printed: str) -> date:
    year, month, day = re.findall(r"\d+", printed)[:3]
    return date(int(year), int(month), int(day))


def _cells(raw: dict[str, Any]) -> tuple[Penalty, ...]:
    if "rows" in raw:
        return tuple(
            Penalty(
                party=c["当事人名称"],
                doc_no=c["行政处罚决定书文号"],
                facts="\n".join(r["wrongs"]),
                decision=c["行政处罚内容"],
                authority=c["作出行政处罚决定机关名称"],
                decided_on=_date(c["作出行政处罚决定日期"]),
            )
            for r in raw["rows"]
            for c in [r["cells"]]
        )
    return tuple(
        Penalty(
            p["party"], p["doc_no"], p["violation"], p["law"], p["amount_text"], p["authority"], _date(p["decided"])
        )
        for p in raw.get("table", ())
    )


def _prose(raw: dict[str, Any]) -> str:
    if raw.get("segs"):
        return "\n".join(raw["segs"])
    lines = []
    for p in raw["table"]:
        year, month, day = re.findall(r"\d+", p["decided"])
        lines += [
            f"行政处罚决定书文号：{p['doc_no']}",
            f"被处罚当事人：{p['party']}",
            f"主要违法违规事实：{p['violation']}",
            f"行政处罚依据：{p['law']}",
            f"行政处罚决定：{p['amount_text']}",
            f"作出处罚决定的机关名称：{p['authority']}",
            f"作出处罚决定的日期：{year}年{int(month)}月{int(day)}日",
        ]
    return "\n".join([raw["title"], *lines])


def documents(shared: Path, source: str, *, as_prose: bool) -> Iterator[Document]:
    for raw in rows(shared / "mirror/data/docs" / f"{source}.jsonl"):
        tell = as_prose or source == "csrc_penalty"
        yield Document(
            id=str(raw["id"]),
            source_id=source,
            url=raw["urls"][0],
            kind=Kind.PENALTY,
            title=raw["title"],
            text=_prose(raw) if tell else "",
            fetched_at=datetime.now(UTC),
            published_on=date.fromisoformat(raw["date"]),
            doc_no=raw.get("doc_no", ""),
            issuers=(raw["issuer"],),
            penalties=() if tell else _cells(raw),
        )


def truth(shared: Path) -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = {}
    for row in rows(shared / "mirror/data/truth.jsonl"):
        if row["row"] == "party":
            table.setdefault(row["urls"][0], []).append(row)
    return table


def gold_laws(shared: Path) -> dict[tuple[str, str], tuple[set[tuple[str, str]], set[str]]]:
    """(party, day) → laws with articles, types; read from the labelled rows with a reader of its own."""
    table = {}
    for row in rows(shared / "data/penalties/penalties.jsonl"):
        laws = set()
        for title, tail in re.findall(
            r"《((?:[^《》]|《[^》]*》)+)》([^《]*)", row["法律依据"].replace("&lt;", "<").replace("&gt;", ">")
        ):
            numbers = re.findall(r"(?:第)?([一二三四五六七八九十百零\d]+)条", re.sub(r"[（(].*?号[）)]?", "", tail))
            laws |= {(title, f"第{n}条") for n in numbers} or {(title, "")}
        y, m, d = re.findall(r"\d+", row["处罚日期"])
        types = set(row["处罚类型"].split(","))
        table[row["当事人"], f"{y}-{int(m):02d}-{int(d):02d}"] = (laws, types)
    return table


def measure(shared: Path, *, as_prose: bool, show: int = 0) -> dict[str, dict[str, tuple[int, int]]]:
    """source → field → (exact, all)."""
    parties, labelled = truth(shared), gold_laws(shared)
    result = {}
    for source in SOURCES:
        right, total = Counter[str](), Counter[str]()
        for document in documents(shared, source, as_prose=as_prose and source == "nfra_penalty"):
            got = complete_penalties(document)
            for want in parties.get(document.url, ()):
                match = next(
                    (
                        p
                        for p in got
                        if normalise_text(p.party) == normalise_text(want["party"])
                        and normalise_doc_no(p.doc_no) == normalise_doc_no(want["doc_no"])
                    ),
                    None,
                )
                checks = {"party": match is not None}
                if match is not None:
                    checks["amount"] = (match.amount or 0) == want["amount"]
                    checks["authority"] = match.authority == want["authority"]
                    checks["date"] = str(match.decided_on) == want["decided"]
                    checks["type"] = set(match.types) == _types(want["amount_text"])
                    gold = labelled.get((want["party"], want["decided"]))
                    if gold is not None and source == "nfra_penalty":
                        laws = {(x.title.removeprefix("中华人民共和国"), x.article) for x in match.laws}
                        checks["laws"] = laws == {(t.removeprefix("中华人民共和国"), a) for t, a in gold[0]}
                        checks["labelled type"] = set(match.types) == gold[1]
                for name, good in checks.items():
                    total[name] += 1
                    right[name] += good
                    if not good and show:
                        show -= 1
                        print(source, name, want["party"], want["amount_text"], want["amount"], match, sep=" | ")
        result[source] = {name: (right[name], total[name]) for name in total}
    return result


def _types(printed: str) -> set[str]:
    words = {
        "警告": "警告",
        "罚款": "罚款",
        "没收违法所得": "没收违法所得",
        "市场禁入": "市场禁入",
        "警示函": "出具警示函",
    }
    return {name for word, name in words.items() if word in printed}


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    for prose in (False, True):
        print("as prose" if prose else "as printed")
        for source, fields in measure(
            folder, as_prose=prose, show=int(sys.argv[2]) if len(sys.argv) > 2 else 0
        ).items():
            print(" ", source, {name: f"{a}/{b}" for name, (a, b) in fields.items()})
