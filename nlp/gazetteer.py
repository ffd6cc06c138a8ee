"""Known organisations: one id for all names of a body, and linking that explains itself."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from regintel.ids import normalise_text

# What says nothing about who a company is: never compared, longest first.
_GENERIC = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司|（有限合伙）|\(有限合伙\)"
    r"|合伙企业|控股集团|集团|控股"
    r"|金融信息服务|互联网信息服务|信息技术服务|网络信息技术|网络信息科技|信息技术|信息科技|信息服务"
    r"|信息咨询|网络科技|网络技术|金融服务|金融科技"
    r"|电子商务|投资管理|资产管理|财富管理|投资咨询|企业管理|商务咨询|互联网金融|科技|网络|技术|服务"
    r"|咨询|平台|App|APP|app|官网|网)$"
)
_PLACE = re.compile(
    r"^(?:中国|北京|上海|天津|重庆|深圳|广州|杭州|南京|武汉|成都|西安|苏州|宁波|厦门|青岛|大连|浙江"
    r"|江苏|广东|山东|福建|河南|河北|湖北|湖南|四川|安徽"
    r"|江西|山西|陕西|辽宁|吉林|黑龙江|云南|贵州|海南|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港)(?:省|市|自治区)?"
)
_BRACKETED = re.compile(r"[（(][\u4e00-\u9fff]{2,6}[）)]")
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Entity:
    """A body: `names` official first, `formerly` the names of what became it."""

    id: str
    kind: str
    names: tuple[str, ...]
    formerly: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The official name of today."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible link. `score` is 0–1; `why` says in Chinese what was compared."""

    entity: Entity
    score: float
    why: str


@cache
def entities() -> tuple[Entity, ...]:
    """All entries of `lexicon/gazetteer.toml`."""
    data = tomllib.loads(files("nlp.lexicon").joinpath("gazetteer.toml").read_text(encoding="utf-8"))
    return tuple(
        Entity(row["id"], row["kind"], tuple(row["names"]), tuple(row.get("formerly", ()))) for row in data["entity"]
    )


@cache
def names() -> dict[str, Entity]:
    """Every name, alias and former name → its entity. A name of two entities is a defect of the data."""
    table: dict[str, Entity] = {}
    for entity in entities():
        for name in (*entity.names, *entity.formerly):
            if name in table:
                raise ValueError(f"{name}: {table[name].id} and {entity.id}")
            table[name] = entity
    return table


def is_place(text: str) -> bool:
    """Whether it is the name of a province or a large city, and nothing else."""
    return _PLACE.fullmatch(text) is not None


def core_name(name: str) -> str:
    """A name without places and generic suffixes: 资易贷（北京）金融信息服务有限公司 → 资易贷."""
    core = _BRACKETED.sub("", re.sub(r"\s+", "", name))
    core = _PLACE.sub("", core) or core
    while (shorter := _GENERIC.sub("", core)) != core and shorter:
        core = shorter
    return core


def link(name: str, known: tuple[Entity, ...] | None = None) -> list[Candidate]:
    """Candidates for a name, best first, none below 0.5. Exact names score 1; else the cores are compared.

    Score of unequal names: 0.9 for equal cores, else the shared characters' share of the longer core (containment
    counts in full from three characters on); generic words and places weigh nothing.
    """
    found = []
    wanted, core = normalise_text(name), core_name(name)
    for entity in known if known is not None else entities():
        best = max((_compare(wanted, core, own, own in entity.formerly) for own in (*entity.names, *entity.formerly)),
                   key=lambda pair: pair[0])  # fmt: skip
        if best[0] >= _LEAST:
            found.append(Candidate(entity, best[0], best[1]))
    return sorted(found, key=lambda c: (-c.score, c.entity.id))


def _compare(wanted: str, core: str, own: str, former: bool) -> tuple[float, str]:
    kind = "曾用名" if former else "名称"
    if wanted == normalise_text(own):
        return 1.0, f"与{kind}「{own}」完全相同"
    other = core_name(own)
    if len(core) < 2 or len(other) < 2:
        return 0.0, ""
    if core == other:
        return 0.9, f"核心名「{core}」与{kind}「{own}」的核心名相同，通用后缀和地名不计"
    short, long = sorted((core, other), key=len)
    if len(short) >= 3 and short in long:
        return round(len(short) / len(long), 3), f"核心名「{short}」包含于「{long}」（{kind}「{own}」）"
    return 0.0, ""
