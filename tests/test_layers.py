"""The layers of the machinery: imports go down only."""

import ast

import pytest
from helpers import ROOT

PACKAGE = ROOT / "lessonbook"
# what a layer may import besides itself
BELOW = {
    "model": set(),
    "running": {"model"},
    "checking": {"model"},
    "pages": {"model"},
    "building": {"model", "running", "checking", "pages"},
    "__main__": {"model", "running", "checking", "pages", "building"},
    "__init__": set(),
}
MODULES = sorted(p.relative_to(PACKAGE) for p in PACKAGE.rglob("*.py"))


def layer(path) -> str:
    return path.parts[0].removesuffix(".py")


def imported_layers(text: str) -> set[str]:
    """The layers that a module of the package imports, wherever the import stands."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this test can read them"
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {n.split(".")[1] for n in names if n.startswith("lessonbook.")} & set(BELOW)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_go_down_only(module):
    own = layer(module)
    assert own in BELOW, f"{own} is a new layer: say what it may import"
    upward = imported_layers((PACKAGE / module).read_text(encoding="utf8")) - BELOW[own] - {own}
    assert not upward, f"lessonbook/{module} imports {', '.join(sorted(upward))}"


def test_an_upward_import_is_seen():
    assert imported_layers("from lessonbook.pages import recall\n") == {"pages"}
    assert imported_layers("from lessonbook import building\n") == {"building"}
    assert imported_layers("def f():\n    import lessonbook.running.execute\n") == {"running"}
