"""The rooms of `docs/architecture.md` are real: imports run one way, and files stay small.

The checker is a function from a source tree and a list of rooms to a list of violations, so that
it is itself tested on small trees that break one rule each.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "kullback"
SOURCE = ROOT / "src" / PACKAGE

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
MAX_FOLDERS = 2
EMPTY_NAMES = {"utils", "util", "common", "misc", "helpers", "helper"}

CORE_LIBRARIES = {"numpy", "scipy", "array_api_compat", "narwhals"}
# Where optional libraries live: there they may be named, and imported inside functions.
OPTIONAL_ROOMS = ("adapters/", "engines/", "numerics/backends/", "render/", "cli/", "practice/")
# The shells may use the package as its users do.
SHELLS = ("cli/", "practice/", "__main__.py")
DYNAMIC = {"import_module", "__import__"}
# Single files that may break a rule: (rule, file) -> the reason.
ALLOWED: dict[tuple[str, str], str] = {
    ("dynamic import", "__init__.py"): "the front door loads each room at its first use (PEP 562)",
    ("dynamic import", "api/door.py"): "finds one adapter a library",
    ("dynamic import", "discovery.py"): "finds families, measures, estimators and methods by file",
    ("library torch", "estimators/neural_bound.py"): "the one estimator that an extra exists for",
    ("lazy import", "estimators/neural_bound.py"): "torch is loaded when a bound is asked for",
    ("lazy import", "distributions/sample.py"): "narwhals is loaded when a data frame comes",
}


@dataclass(frozen=True)
class Module:
    """One source file, `path` relative to the package."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        parts = [PACKAGE, *self.path.removesuffix(".py").split("/")]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def package(self) -> str:
        is_package = self.path.endswith("__init__.py")
        return self.name if is_package else self.name.rpartition(".")[0]

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every dotted name that an import statement may load, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self.absolute(node)
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.package.split(".")
        anchor = parts[: len(parts) - node.level + 1]
        return ".".join([*anchor, node.module] if node.module else anchor)


@dataclass(frozen=True)
class Tree:
    """A package and the rooms, first to last, in which its modules must live."""

    modules: tuple[Module, ...]
    rooms: tuple[str, ...]
    exceptions: frozenset[tuple[str, str]] = frozenset(ALLOWED)

    def allows(self, rule: str, module: Module) -> bool:
        return (rule, module.path) in self.exceptions

    @cached_property
    def by_name(self) -> dict[str, Module]:
        return {module.name: module for module in self.modules}

    def resolve(self, dotted: str) -> Module | None:
        """The module of ours that holds `dotted`: the longest prefix that is a module."""
        while dotted:
            if dotted in self.by_name:
                return self.by_name[dotted]
            dotted = dotted.rpartition(".")[0]
        return None

    def rank(self, module: Module) -> int | None:
        """The place of the module's room in the table, the closest room first."""
        homes = [r for r in self.rooms if module.path == r or module.path.startswith(r)]
        return self.rooms.index(max(homes, key=len)) if homes else None


def read_rooms(markdown: str) -> tuple[str, ...]:
    """Rooms in order from the table whose head is `room | says | holds`."""
    lines = iter(markdown.splitlines())
    for line in lines:
        if [cell.strip() for cell in line.strip("| ").split("|")] == ["room", "says", "holds"]:
            break
    next(lines)  # the rule under the head
    rooms: list[str] = []
    for line in lines:
        if not line.startswith("|"):
            break
        rooms += re.findall(r"`([^`]+)`", line.split("|")[1])
    return tuple(rooms)


def read_tree(folder: Path, rooms: tuple[str, ...]) -> Tree:
    files = sorted(folder.rglob("*.py"))
    modules = [Module(f.relative_to(folder).as_posix(), f.read_text("utf-8")) for f in files]
    return Tree(tuple(modules), rooms)


def homeless(tree: Tree) -> Iterator[str]:
    for module in tree.modules:
        if module.path != "__init__.py" and tree.rank(module) is None:
            yield f"{module.path}: belongs to no room of docs/architecture.md"


def upward_imports(tree: Tree) -> Iterator[str]:
    for module in tree.modules:
        rank = tree.rank(module)
        if rank is None:
            continue
        for dotted, line in module.imports():
            target = tree.resolve(dotted)
            if target is None:
                continue
            if target.path == "__init__.py":
                if not module.path.startswith(SHELLS):
                    yield f"{module.path}:{line}: imports the front door ({dotted})"
                continue
            other = tree.rank(target)
            if other is not None and other > rank:
                yield f"{module.path}:{line}: {tree.rooms[rank]} leans on {tree.rooms[other]}"


def circles(tree: Tree) -> Iterator[str]:
    """Modules from which a chain of imports leads back to themselves."""
    graph: dict[str, set[str]] = {}
    for module in tree.modules:
        found = (tree.resolve(dotted) for dotted, _ in module.imports())
        graph[module.name] = {t.name for t in found if t and t is not module}
    graph[PACKAGE] = set()  # the front door loads lazily and leads everywhere

    for start in graph:
        reached: set[str] = set()
        waiting = list(graph[start])
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += graph[name]
        if start in reached:
            ring = sorted(n for n in reached if start in graph[n])
            yield f"{start}: imports itself in a circle, through {', '.join(ring)}"


def third_party(tree: Tree) -> Iterator[str]:
    known = CORE_LIBRARIES | set(sys.stdlib_module_names) | {PACKAGE, "__future__"}
    for module in tree.modules:
        if module.path.startswith(OPTIONAL_ROOMS):
            continue
        for dotted, line in module.imports():
            library = dotted.split(".")[0]
            if library not in known and not tree.allows(f"library {library}", module):
                yield f"{module.path}:{line}: `{library}` has no place in this room"


def hidden_imports(tree: Tree) -> Iterator[str]:
    """Imports inside functions, and imports by a computed name."""
    for module in tree.modules:
        if module.path.startswith(OPTIONAL_ROOMS):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                if inner and not tree.allows("lazy import", module):
                    yield f"{module.path}:{inner[0].lineno}: import inside a function"
            elif called(node) in DYNAMIC and not tree.allows("dynamic import", module):
                yield f"{module.path}:{node.lineno}: import by a computed name"


def sizes(tree: Tree) -> Iterator[str]:
    for module in tree.modules:
        length = len(module.text.splitlines())
        if length > MAX_FILE_LINES:
            yield f"{module.path}: {length} lines, more than {MAX_FILE_LINES}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = function_lines(node)
                if length > MAX_FUNCTION_LINES:
                    yield f"{module.path}:{node.lineno}: `{node.name}` has {length} lines"


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is not None:
        docstring = node.body[0]
        length -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return length


def names(tree: Tree) -> Iterator[str]:
    for module in tree.modules:
        parts = module.path.removesuffix(".py").split("/")
        if len(parts) - 1 > MAX_FOLDERS:
            yield f"{module.path}: more than {MAX_FOLDERS} levels of folders"
        for part in EMPTY_NAMES.intersection(p.strip("_") for p in parts):
            yield f"{module.path}: `{part}` says nothing; name what it does"


def probing(tree: Tree) -> Iterator[str]:
    for module in tree.modules:
        for node in ast.walk(module.tree):
            if called(node) == "hasattr" and not tree.allows("hasattr", module):
                yield f"{module.path}:{node.lineno}: `hasattr`; ask for a type or a protocol"


def called(node: ast.AST) -> str | None:
    """The last name of what a call calls."""
    if not isinstance(node, ast.Call):
        return None
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


Rule = Callable[[Tree], Iterator[str]]
RULES: tuple[Rule, ...] = (
    homeless,
    upward_imports,
    circles,
    third_party,
    hidden_imports,
    sizes,
    names,
    probing,
)
TABLE = read_rooms((ROOT / "docs" / "architecture.md").read_text("utf-8"))
OURS = read_tree(SOURCE, TABLE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_source_tree_keeps_the_rule(rule):
    assert list(rule(OURS)) == []


def test_room_table_is_read_in_order():
    assert TABLE[:4] == ("errors.py", "units.py", "discovery.py", "render/")
    assert TABLE.index("numerics/") < TABLE.index("measures/") < TABLE.index("methods/")
    assert "api/" in TABLE
    assert TABLE[-2:] == ("cli/", "__main__.py")


def test_the_checker_sees_the_source_tree():
    assert "kullback.errors" in OURS.by_name
    assert len(OURS.modules) > 2


@pytest.mark.parametrize("entry", ALLOWED, ids=" ".join)
def test_every_exception_is_still_needed(entry):
    """An entry whose file is gone, or no longer breaks the rule, hides the next mistake."""
    strict = replace(OURS, exceptions=OURS.exceptions - {entry})
    assert [violation for rule in RULES for violation in rule(strict)] != []


# One small tree for each way to break a rule: (rule, files, words of the expected message).
LONG = "x = 1\n"
BROKEN: list[tuple[Rule, dict[str, str], str]] = [
    (homeless, {"attic/box.py": ""}, "attic/box.py"),
    (
        upward_imports,
        {"numerics/sums.py": "from kullback.methods import run", "methods/run.py": ""},
        "numerics/ leans on methods/",
    ),
    (
        upward_imports,
        {"numerics/sums.py": "from ..methods.run import go", "methods/run.py": ""},
        "numerics/ leans on methods/",
    ),
    (
        upward_imports,
        {"numerics/sums.py": "def f():\n    import kullback.api", "api/__init__.py": ""},
        "numerics/ leans on api/",
    ),
    (upward_imports, {"api/kl.py": "import kullback", "__init__.py": ""}, "front door"),
    (
        circles,
        {
            "api/a.py": "from kullback.api import b",
            "api/b.py": "from kullback.api.c import x",
            "api/c.py": "import kullback.api.a",
        },
        "kullback.api.a",
    ),
    (third_party, {"measures/kl.py": "import torch.nn"}, "`torch`"),
    (hidden_imports, {"api/kl.py": "def f():\n    import math"}, "inside a function"),
    (hidden_imports, {"api/kl.py": "import importlib\nimportlib.import_module('x')"}, "computed"),
    (sizes, {"api/kl.py": LONG * (MAX_FILE_LINES + 1)}, "401 lines"),
    (sizes, {"api/kl.py": "def f():\n" + "    x = 1\n" * MAX_FUNCTION_LINES}, "51 lines"),
    (names, {"numerics/deep/down/x.py": ""}, "levels"),
    (names, {"numerics/_utils.py": ""}, "`utils`"),
    (probing, {"api/kl.py": "hasattr(1, 'x')"}, "hasattr"),
]
FAULTLESS = {
    "__init__.py": "import importlib\ndef f(x):\n    return importlib.import_module(x)",
    "errors.py": "",
    "units.py": "from kullback import errors\nfrom kullback.errors import KullbackError",
    "numerics/__init__.py": "from kullback.numerics.sums import total",
    "numerics/sums.py": "import numpy as np\nfrom kullback.errors import X",
    "numerics/backends/torch.py": "def f():\n    import torch",
    "api/kl.py": "import scipy.special\nfrom kullback.numerics import total",
    "api/long.py": 'def f():\n    """\n' + "\n" * 60 + '    """\n' + "    x = 1\n" * 49,
    "cli/app.py": "import typer\nimport kullback as kb",
}


def grow(folder: Path, files: dict[str, str]) -> Tree:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return read_tree(folder, TABLE)


@pytest.mark.parametrize(("rule", "files", "words"), BROKEN)
def test_a_broken_rule_is_caught(rule, files, words, tmp_path):
    found = list(rule(grow(tmp_path, files)))
    assert any(words in violation for violation in found), found


def test_a_faultless_tree_has_no_violation(tmp_path):
    tree = grow(tmp_path, FAULTLESS)
    assert [violation for rule in RULES for violation in rule(tree)] == []
