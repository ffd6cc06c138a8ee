"""ZIP containers: members within limits, whatever their names and headers claim."""

from __future__ import annotations

import io
import zipfile
import zlib

from crawlers.attachments.model import Limits
from regintel.errors import ParseError

_CHUNK = 1 << 16
_UTF8_NAME = 0x800
_SKIPPED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def open_zip(data: bytes, name: str, limits: Limits) -> zipfile.ZipFile:
    """An archive whose declared sizes are within the limits. Raises `ParseError` for bombs and damaged archives."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ParseError(f"{name}：压缩包已损坏，无法打开", "请重新下载该文件") from error
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise ParseError(f"{name}：压缩包内有 {len(infos)} 个文件，超过上限 {limits.members}", "请分批解压后重新导入")
    total = sum(i.file_size for i in infos)
    if total > limits.unpacked:
        raise ParseError(
            f"{name}：解压后 {total / 2**20:.0f} MB，超过上限 {limits.unpacked / 2**20:.0f} MB（可能是压缩炸弹）",
            "请确认来源，或自行解压后分批导入",
        )
    return archive


def read_member(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    """The bytes of one member, at most `limits.unpacked`. Raises `ParseError`; `KeyError` where it is missing."""
    out = bytearray()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                out += chunk
                if len(out) > limits.unpacked:
                    raise ParseError(f"{name}：解压后超过上限（可能是压缩炸弹）", "请确认来源，或自行解压后分批导入")
    except RuntimeError as error:
        raise ParseError(f"{name}：压缩包已加密，需要密码", "请取得未加密的文件后重新导入") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise ParseError(f"{name}：压缩包已损坏", "请重新下载该文件") from error
    return bytes(out)


def unzip(data: bytes, name: str, limits: Limits) -> tuple[list[tuple[str, bytes]], str]:
    """Members as (safe name, bytes) in stored order, and a notice naming those that could not be read.

    Nothing is ever written to disk; names are made safe all the same, for they become attachment names.
    """
    members: list[tuple[str, bytes]] = []
    lost: list[str] = []
    left = limits.unpacked
    with open_zip(data, name, limits) as archive:
        for info in archive.infolist():
            label = member_name(info)
            if info.is_dir() or any(s in info.filename for s in _SKIPPED):
                continue
            try:
                content = read_member(archive, info, f"{name}/{label}", limits)
            except ParseError as error:
                lost.append(error.what)
                continue
            left -= len(content)
            if left < 0:
                raise ParseError(f"{name}：解压后超过上限（可能是压缩炸弹）", "请确认来源，或自行解压后分批导入")
            members.append((label, content))
    if lost and not members:
        raise ParseError(lost[0], "请取得完整且未加密的文件后重新导入")
    return members, "；".join(lost)


def member_name(info: zipfile.ZipInfo) -> str:
    """A relative name without `..`, drive or root. Names without the UTF-8 flag are GBK in Chinese archives."""
    raw = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            stored = raw.encode("cp437")
        except UnicodeEncodeError:
            stored = b""
        for charset in ("utf-8", "gb18030"):
            try:
                raw = stored.decode(charset) or raw
                break
            except UnicodeDecodeError:
                continue
    raw = "".join(c for c in raw.replace("\\", "/") if c.isprintable())
    parts = [p for p in raw.split("/") if p.strip() not in ("", "..", ".") and ":" not in p]
    return "/".join(parts) or "未命名"
