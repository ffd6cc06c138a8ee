"""Recognition of scanned pages with RapidOCR (extra `ocr`); its models come inside its package.

Runs in a worker of its own kind: the recogniser stays loaded between files and needs more memory than a parser.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import os
import re
from typing import Any

from crawlers.attachments.layout import Fragment, lines_of
from crawlers.attachments.model import Extracted, Limits
from crawlers.attachments.reflow import reflow
from regintel.errors import ParseError

_MIN_SCORE = 0.5
_DOUBTFUL = 0.75
_HAN_STOP = re.compile(r"(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])")  # a narrow comma, read as a full stop
_MAX_PIXELS = 40_000_000
_LONGEST_SIDE = 2600
# The recogniser often swallows the blank after an article's number, which tells an article from a citation.
_ARTICLE_START = re.compile(
    r"^(第[一二三四五六七八九十百千零〇\d]+[条章节编](?:之[一二三四五六七八九十]+)?)"
    r"(?=[^\s　，,。、；;的第中之和至或及款项规所])"
)


def is_available() -> bool:
    """Whether the extra `ocr` is installed; cheap, imports nothing."""
    return all(importlib.util.find_spec(n) is not None for n in ("rapidocr", "onnxruntime"))


def read_image(image: Any) -> list[Fragment]:
    """The printed lines of a PIL image in RGB, in pixels."""
    import numpy as np

    if max(image.size) > _LONGEST_SIDE:
        image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    pixels = np.asarray(image)[:, :, ::-1]
    fragments, score = _recognise(pixels)
    if fragments and score < _DOUBTFUL:
        # A page that lies on its head reads as nonsense. The package's own per-line check of direction is not used:
        # it turns long upright lines round and loses them.
        turned, turned_score = _recognise(np.ascontiguousarray(pixels[::-1, ::-1]))
        fragments = turned if turned_score > score else fragments
    return _even_sizes(fragments)


def _recognise(pixels: Any) -> tuple[list[Fragment], float]:
    """The lines of an image and the mean of their scores."""
    found = _engine()(pixels, use_cls=False)
    if found.boxes is None or found.txts is None:
        return [], 0.0
    fragments = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= _MIN_SCORE and text.strip():
            (x0, top), (x1, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
            line = _HAN_STOP.sub("，", _ARTICLE_START.sub("\\1　", text.strip()))
            fragments.append(Fragment(line, x0, top, x1, bottom, bottom - top))
    return fragments, float(sum(found.scores) / max(1, len(found.scores)))


def extract_image(data: bytes, name: str, media_type: str, limits: Limits) -> Extracted:
    """The text of a picture of a page. Raises `ParseError` for damaged and for oversized pictures."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None
    pages = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            if image.width * image.height > _MAX_PIXELS:
                raise ParseError(f"{name}：图片过大（{image.width}×{image.height}）", "请缩小图片后重新导入")
            for frame in range(min(count, limits.ocr_pages)):
                image.seek(frame)
                pages.append(lines_of(read_image(image.convert("RGB"))))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ParseError(f"{name}：图片已损坏，无法打开", "请重新下载该文件") from error
    flow = reflow(pages)
    notice = f"图片 {count} 页，只识别了前 {limits.ocr_pages} 页" if count > limits.ocr_pages else ""
    return Extracted(name, flow.text, flow.pages, flow.title, media_type, notice, len(pages))


@functools.cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    threads = max(1, min(4, (os.cpu_count() or 1)))
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _even_sizes(fragments: list[Fragment]) -> list[Fragment]:
    """Boxes hug the ink, so heights of lines in one type differ by a third; sizes near the median become it."""
    heights = sorted(f.size for f in fragments)
    if not heights:
        return []
    usual = heights[len(heights) // 2]
    return [
        Fragment(f.text, f.x0, f.top, f.x1, f.bottom, usual if 0.7 < f.size / usual < 1.35 else f.size)
        for f in fragments
    ]
