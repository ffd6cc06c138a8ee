"""The sample site that the project carries: invented pages of real sources, served locally for demo and tests."""

SAMPLE_SOURCES = (
    "bis",
    "cac_policy",
    "csrc_penalty",
    "csrc_policy",
    "flk_npc",
    "heimao_tousu",
    "hkma",
    "nfra_penalty",
    "nfra_policy",
    "nifa_disclosure",
    "pbc_news",
    "pbc_penalty_hq",
    "pbc_rules",
    "sina_finance",
    "stcn",
)
"""Ids of the sources whose sites the sample carries; for any other source its hosts answer 404."""
