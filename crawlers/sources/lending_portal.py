"""Portals on peer-to-peer lending that have gone, as of 2020: known, and not crawled."""

from __future__ import annotations

from crawlers.source import Blocked

BLOCKED = (
    Blocked(
        id="wdzj",
        name="网贷之家平台档案与问题平台",
        home="https://www.wdzj.com/",
        reason="网站已停止更新（2020 年起问题平台名单须登录，其后关闭），只有历史数据",
    ),
    Blocked(
        id="p2peye",
        name="网贷天眼问题平台",
        home="https://www.p2peye.com/",
        reason="网站已停止更新（接口资料止于 2019 年），只有历史数据",
    ),
)
