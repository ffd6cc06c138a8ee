"""The composite risk index, every point with its signals."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from insights.risk_config import RiskConfig, load_risk_config
from insights.risk_index import RiskScore, RiskSignal, risk_scores
from insights.risk_signals import entity_links, risk_signals, window_start
from search_api.query import read_day, read_number
from search_api.schemas import RiskAnswer, RiskLine
from search_api.services import Services, Using

router = APIRouter(tags=["风险指数"])
_DEFAULT_ENTITIES = 20


@router.get("/risk-index", summary="主体综合风险指数")
def risk_index(using: Using, day: str = "", entity: str = "", limit: str = "") -> RiskAnswer:
    """0 至 100 分，分五个维度，各列出所依据的风险信号编号。权重为本项目自定。day 默认为最近有数据的一天。

    同一主体的不同名称合并计分（aliases 列出其他名称及理由）；entity 可写其中任何一个名称。
    """
    chosen, config, scores, _ = find_scores(using, day)
    most = read_number("limit", limit, _DEFAULT_ENTITIES, 1, 1000)
    wanted = [s for s in scores if not entity or entity in s.names]
    return RiskAnswer(
        day=chosen,
        weights=config.weights,
        entities=[RiskLine.of(s) for s in wanted[:most]],
        total=len(wanted),
    )


def find_scores(using: Services, day: str) -> tuple[date, RiskConfig, tuple[RiskScore, ...], dict[str, RiskSignal]]:
    """The day, the parameters, all scores, and the signals behind them by id. Raises `QueryError` for a bad day."""
    chosen = read_day("day", day) or using.latest_day() or using.today()
    config = load_risk_config()
    found = list(risk_signals(using.index, window_start(chosen, config.window_days), chosen, using.store))
    links = entity_links(found, chosen, using.index, using.store)
    return chosen, config, risk_scores(chosen, found, config, links), {s.id: s for s in found}
