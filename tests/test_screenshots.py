"""The pictures of the README can be taken anew, and come out the same."""

from helpers import HTML
from PIL import Image
from screenshots import SIZE, shoot


def test_both_pictures_have_their_size_and_do_not_change(browser, tmp_path):
    assert (HTML / "index.html").exists(), "run `make book` first"
    first = {path.name: path.read_bytes() for path in shoot(tmp_path, browser)}
    assert set(first) == {"readme_roadmap.png", "readme_lesson.png"}
    for path in shoot(tmp_path, browser):
        assert path.read_bytes() == first[path.name]
        assert Image.open(path).size == tuple(SIZE.values())
        assert path.stat().st_size < 150_000
