"""The pictures of the README can be taken anew."""

from helpers import HTML
from PIL import Image
from screenshots import SIZE, shoot


def test_both_pictures_have_their_size_and_show_something(browser, tmp_path):
    assert (HTML / "index.html").exists(), "run `make book` first"
    taken = shoot(tmp_path, browser)
    assert {path.name for path in taken} == {"readme_roadmap.png", "readme_lesson.png"}
    for path in taken:
        picture = Image.open(path)
        assert picture.size == tuple(SIZE.values())
        assert len(picture.convert("L").getcolors(256)) > 50, "an empty page"
        assert path.stat().st_size < 150_000
