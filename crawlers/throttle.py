"""AutoThrottle that never goes below what a source declares as its polite delay."""

from __future__ import annotations

from scrapy.core.downloader import Slot
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class HostThrottle(AutoThrottle):
    """Slows down for a slow host; Scrapy's own would speed up to one delay for all hosts."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        floors = self.crawler.settings.getdict("DOWNLOAD_SLOTS")
        key = response.request.meta.get("download_slot", "") if response.request else ""
        floor = float(floors.get(key, {}).get("delay", self.mindelay))
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, floor)
