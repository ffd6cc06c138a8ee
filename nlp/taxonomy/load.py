"""The risk taxonomy: two levels in Chinese, from `risk.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from regintel.errors import AnnotateError

NONE_LABEL = "其他"


@dataclass(frozen=True, slots=True)
class Area:
    """First level."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class RiskType:
    """Second level, with what recognises it in text: literal `words`, and `patterns` around literal `anchors`.

    `role` says what the entity of a signal is in it where it is not the one to blame (被仿冒方), else "".
    """

    name: str
    area: str
    severity: int
    definition: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    labels: tuple[str, ...]
    words: tuple[str, ...]
    anchors: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All areas and types of one version."""

    version: str
    areas: tuple[Area, ...]
    types: tuple[RiskType, ...]

    def type(self, name: str) -> RiskType:
        """The type called so; `AnnotateError` for a name that the taxonomy does not have."""
        for item in self.types:
            if item.name == name:
                return item
        raise AnnotateError(
            f"风险分类中没有“{name}”这一类型", "使用 nlp/taxonomy/risk.toml 中的名称，或先在其中补充定义"
        )

    def of_label(self, label: str) -> RiskType | None:
        """The type that a data set's label means; None for 其他; `AnnotateError` for an unknown label."""
        if label == NONE_LABEL:
            return None
        for item in self.types:
            if label in item.labels:
                return item
        raise AnnotateError(f"数据集标签“{label}”没有对应的风险类型", "在 nlp/taxonomy/risk.toml 的 labels 中补充映射")


@cache
def load_taxonomy() -> Taxonomy:
    """The taxonomy that ships with the package."""
    data = tomllib.loads(files("nlp.taxonomy").joinpath("risk.toml").read_text(encoding="utf-8"))
    areas = tuple(Area(**row) for row in data["area"])
    types = tuple(_risk_type(row) for row in data["type"])
    known = {area.name for area in areas}
    for item in types:
        if item.area not in known:
            raise AnnotateError(f"风险类型“{item.name}”的上级“{item.area}”不存在", "修改 nlp/taxonomy/risk.toml")
    return Taxonomy(data["version"], areas, types)


def _risk_type(row: dict[str, Any]) -> RiskType:
    lists = {key: tuple(row.get(key, ())) for key in ("positive", "negative", "labels", "words", "anchors")}
    return RiskType(
        name=row["name"],
        area=row["area"],
        severity=row["severity"],
        definition=row["definition"],
        role=row.get("role", ""),
        patterns=tuple(re.compile(pattern) for pattern in row.get("patterns", ())),
        **lists,
    )
