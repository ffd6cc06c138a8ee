"""Builds `crawlers/sample_site/site` from readable content; needs PyYAML (development only)."""
