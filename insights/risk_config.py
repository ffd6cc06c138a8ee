"""Weights and thresholds of the composite risk index. They are ours: no source publishes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regintel.errors import ConfigError

DIMENSIONS = ("合规偏离", "收益率偏离", "投诉", "传播", "特征词")
_DEFAULT = Path(__file__).with_name("risk_index.toml")


@dataclass(frozen=True, slots=True)
class RiskConfig:
    """See the comments in `risk_index.toml`. Rates are annual shares (0.18 is 18 %)."""

    window_days: int
    half_life_days: float
    weights: Mapping[str, float]
    yield_reference: float
    yield_cap: float
    complaint_days: int
    z_cap: float
    least_expected: float


def load_risk_config(path: Path | None = None) -> RiskConfig:
    """The packaged parameters, or those of a file of the same shape. Raises `ConfigError` naming what is wrong."""
    chosen = path or _DEFAULT
    try:
        raw: Mapping[str, Any] = tomllib.loads(chosen.read_text(encoding="utf-8"))
        config = RiskConfig(
            int(raw["window_days"]),
            float(raw["half_life_days"]),
            {name: float(raw["weights"][name]) for name in DIMENSIONS},
            float(raw["yield"]["reference"]),
            float(raw["yield"]["cap"]),
            int(raw["complaints"]["window_days"]),
            float(raw["complaints"]["z_cap"]),
            float(raw["complaints"]["least_expected"]),
        )
    except OSError as error:
        raise ConfigError(f"无法读取风险指数参数 {chosen}：{error.strerror}", "检查路径和权限") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"风险指数参数 {chosen.name} 有误：{error}", "对照随程序附带的 risk_index.toml") from error
    _check(config, chosen.name)
    return config


def _check(config: RiskConfig, name: str) -> None:
    positive = (
        config.window_days, config.half_life_days, config.complaint_days, config.z_cap, config.least_expected
    )  # fmt: skip
    if any(value <= 0 for value in positive) or config.yield_cap <= config.yield_reference:
        raise ConfigError(f"风险指数参数 {name} 有误：天数和阈值应为正数，且 cap 大于 reference", "修改后重试")
    if any(w < 0 for w in config.weights.values()) or abs(sum(config.weights.values()) - 1) > 1e-6:
        raise ConfigError(f"风险指数参数 {name} 有误：weights 应为非负数且合计为 1", "修改后重试")
