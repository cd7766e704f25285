"""Shrink the figures of the pages to a palette: PNG with 256 colours looks the same for plots and takes a third of the bytes.

Only the copies that pages show are changed; the notebooks keep what the kernel drew. Names are content hashes, so an image that has
its palette already is left alone in an incremental build.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image


def on_white(image: Image.Image) -> Image.Image:
    """The image in RGB, on white where it is transparent."""
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper


def shrink(path: Path) -> None:
    """Rewrite one true-colour PNG with 256 colours, if that makes it smaller."""
    with Image.open(path) as image:
        if image.mode not in ("RGB", "RGBA"):
            return
        paper = on_white(image)
    small = path.with_suffix(".palette")
    paper.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    if small.stat().st_size < path.stat().st_size:
        small.replace(path)
    else:
        small.unlink()


def shrink_all(app, exception):
    if exception is None and app.builder.format == "html":
        for path in (Path(app.outdir) / "_images").glob("*.png"):
            shrink(path)


def setup(app):
    app.connect("build-finished", shrink_all)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
