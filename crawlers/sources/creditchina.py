"""信用中国 (creditchina.gov.cn), as of 2026-10: known, and not crawled."""

from __future__ import annotations

from crawlers.source import Blocked

BLOCKED = (
    Blocked(
        id="creditchina",
        name="信用中国行政处罚公示",
        home="https://www.creditchina.gov.cn/",
        reason="全站由动态脚本验证（HTTP 412）保护，接口无浏览器会话时返回状态 40001，不允许自动采集",
    ),
)
