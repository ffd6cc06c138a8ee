"""`python -m tools.sample_site.scan FONT`: draws the text of scanned attachments into `assets/`.

Run by hand when such a text changes, with any font file that has the Chinese glyphs; the picture is committed, so
building needs neither font nor Pillow. The result is made to look scanned: grey paper, a slight turn, noise.
"""

from __future__ import annotations

import random
import sys

from tools.sample_site.pdf import ASSETS
from tools.sample_site.world import load

_SIZE = (1240, 1754)
_LINE = 74


def draw(lines: list[str], font_file: str) -> bytes:
    import io

    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(font_file, 36)
    page = Image.new("L", _SIZE, 246)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((120, 160 + number * _LINE), line, fill=38, font=font)
    page = page.rotate(0.4, resample=Image.Resampling.BICUBIC, fillcolor=246)
    dice = random.Random(7)
    for _ in range(900):
        page.putpixel((dice.randrange(_SIZE[0]), dice.randrange(_SIZE[1])), dice.randrange(120, 220))
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def main() -> None:
    ASSETS.mkdir(exist_ok=True)
    for doc in load("pbc_rules"):
        for file in doc.files:
            if file.kind == "scan":
                (ASSETS / file.body[0]).write_bytes(draw(doc.extra["scan_text"], sys.argv[1]))


if __name__ == "__main__":
    main()
