"""广东省地方金融管理局 on the platform gkmlpt; see `crawlers.gkmlpt`. That its host is gdjr.gd.gov.cn is a guess.

Other authorities of the province are one line each: `gkmlpt_source(id, name, base, issuer, region)`.
"""

from __future__ import annotations

from crawlers.gkmlpt import gkmlpt_source

SOURCES = (
    gkmlpt_source(
        "local_guangdong_gkmlpt",
        "广东省地方金融管理局信息公开目录",
        "https://gdjr.gd.gov.cn",
        "广东省地方金融管理局",
        "广东",
    ),
)
