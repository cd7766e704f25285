"""Shrink the figures of the pages: plots to a palette of 256 colours, photographs to WebP.

A palette looks the same for plots and takes a third of the bytes; a photograph stays heavy in it. Only the copies that pages show are
changed; the notebooks keep what the kernel drew. Names are content hashes, so a figure that is shrunk already is left alone in an
incremental build.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

HEAVY = 200_000  # bytes of a figure as the kernel drew it; plots stay below


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


def show_photographs_as_webp(app, pagename, templatename, context, doctree):
    """Sphinx `html-page-context`: a page refers to the WebP copy of each of its figures that is heavy as PNG."""
    body = context.get("body") or ""
    for source, name in app.builder.images.items():
        path, shown = Path(app.srcdir) / source, f"_images/{name}"
        if shown not in body or not name.endswith(".png") or path.stat().st_size < HEAVY:
            continue
        copy = Path(app.outdir) / "_images" / f"{Path(name).stem}.webp"
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            with Image.open(path) as image:
                on_white(image).save(copy, "WEBP", quality=80, method=6)
        body = body.replace(shown, f"_images/{copy.name}")
    if body:
        context["body"] = body


def shrink_all(app, exception):
    """Sphinx `build-finished`: the figures that pages show, in 256 colours; what is shown as WebP goes."""
    if exception is None and app.builder.format == "html":
        for path in (Path(app.outdir) / "_images").glob("*.png"):
            if path.with_suffix(".webp").exists():
                path.unlink()
            else:
                shrink(path)


def setup(app):
    app.connect("html-page-context", show_photographs_as_webp, priority=910)  # after the sizes
    app.connect("build-finished", shrink_all)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
