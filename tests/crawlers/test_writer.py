"""Group commit: what is reported as written is on the disk, and what failed is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.writer import Writer
from regintel.archive import Archive
from regintel.errors import ParseError, StoreError
from regintel.store import Store, open_store

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'regintel.db'}")
    yield opened
    opened.close()


def test_work_is_done_in_order_and_a_page_s_error_is_its_own(store: Store, tmp_path: Path) -> None:
    done: list[int] = []

    def work(number: int) -> int:
        if number == 7:
            raise ParseError("第七页没有标题")
        done.append(number)
        archive.append(f"https://e.org/{number}", 200, [], b"%d" % number, NOW)
        store.save_item("s", f"https://e.org/{number}", "t", str(number))
        return number

    async def all_at_once() -> list[int | BaseException]:
        jobs = (writer.do(lambda n=number: work(n)) for number in range(200))  # type: ignore[misc]
        return await asyncio.gather(*jobs, return_exceptions=True)

    with Archive(tmp_path / "archive") as archive:
        writer = Writer(store, archive)
        results = asyncio.run(all_at_once())
        writer.close()
    assert done == [n for n in range(200) if n != 7]
    assert [r for r in results if isinstance(r, int)] == done
    assert isinstance(results[7], ParseError)
    rows = [(f"https://e.org/{n}", "t") for n in range(200)]
    assert [n for n, state in enumerate(store.item_states("s", rows)) if state == "same"] == done
    with Archive(tmp_path / "archive") as archive:
        assert archive.verify() == []
        assert sum(1 for _ in archive.evidence.entries()) == 199


def test_nothing_of_a_group_that_fails_is_kept(store: Store, tmp_path: Path) -> None:
    def good() -> None:
        archive.append("https://e.org/good", 200, [], b"good", NOW)
        store.save_item("s", "https://e.org/good", "t", "1")

    def bad() -> None:
        archive.append("https://e.org/bad", 200, [], b"bad", NOW)
        raise StoreError("磁盘已满")

    async def together() -> tuple[BaseException | None, ...]:
        first = asyncio.ensure_future(writer.do(lambda: gate.append(asyncio.run(asyncio.sleep(0.2)))))
        await asyncio.sleep(0.05)  # the thread is busy: the next two wait for each other
        return await asyncio.gather(first, writer.do(good), writer.do(bad), return_exceptions=True)

    gate: list[None] = []
    with Archive(tmp_path / "archive") as archive:
        writer = Writer(store, archive)
        results = asyncio.run(together())
        writer.close()
        assert gate == [None]
        assert results[0] is None
        assert all(isinstance(result, StoreError) for result in results[1:])
        assert store.item_states("s", [("https://e.org/good", "t")]) == ["new"]
        after = archive.append("https://e.org/after", 200, [], b"after", NOW)
        assert archive.read(after.id)[2] == b"after"
        assert archive.verify() == []
