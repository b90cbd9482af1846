"""Imports run one way: no cycles, and no folder looks at one above it."""

from __future__ import annotations

import ast
from pathlib import Path

import wuerstchen_train

PACKAGE = Path(wuerstchen_train.__file__).parent
# What each folder may import from, besides itself and the modules beside the folders.
BELOW = {
    "world": set[str](),
    "networks": {"world"},
    "performance": {"networks", "world", "stages"},
    "stages": {"networks", "performance", "world", "evaluation"},
    "distill": {"networks", "performance", "stages", "world"},
    "checkpoint": {"networks", "stages", "distill", "world"},
    "evaluation": {"networks", "checkpoint", "distill", "stages", "world"},
}


def imports(file: Path) -> set[str]:
    """Modules of the package that a file imports anywhere, also for types alone or inside of functions."""
    found = set[str]()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "wuerstchen_train":
            folder = PACKAGE.parent / node.module.replace(".", "/")
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if folder.is_dir() else {node.module}
    return found


def graph() -> dict[str, set[str]]:
    files = [f for f in PACKAGE.rglob("*.py") if f.name != "__init__.py"]
    return {str(f.relative_to(PACKAGE.parent).with_suffix("")).replace("/", "."): imports(f) for f in files}


def test_there_are_no_cycles() -> None:
    found, done = graph(), set[str]()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path, module))
        assert module in found, (path, module)
        if module not in done:
            for other in found[module]:
                visit(other, (*path, module))
            done.add(module)

    for module in found:
        visit(module, ())
    assert len(done) > 60


def test_folders_import_from_below() -> None:
    for module, others in graph().items():
        folder = module.split(".")[1]
        for other in others if folder in BELOW else ():
            target = other.split(".")[1]
            assert target not in BELOW or target == folder or target in BELOW[folder], (module, other)


def test_files_are_short() -> None:
    for file in [*PACKAGE.rglob("*.py"), *Path(__file__).parent.glob("*.py")]:
        assert len(file.read_text().splitlines()) < 300, file
