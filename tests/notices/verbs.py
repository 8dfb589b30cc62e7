"""Every verb that the code records, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from congress.engine.lifecycle import ActionState
from partnerships.engine.lifecycle import ActivityAction, PartnershipAction
from places.engine.values import ImportState

ROOT: Final = Path(__file__).parents[2]
OUTSIDE: Final = {"tests", "devtools", "benchmarks", "migrations", ".venv", ".dev", "build"}
_VERB: Final = re.compile(r"^[a-z_]+\.[a-z_]+$")
_RECORDS: Final = re.compile(r"^_?(record|note)")
_TABLES: Final = re.compile(r"_PAST$|VERBS?$")


def recorded_verbs() -> set[str]:
    """Return the verbs written out in a call that records or in its tables, or put together."""
    whole = {verb for tree in _trees() for verb in _words(tree) if _VERB.match(verb)}
    endings = {
        "partnership": {*_said("partnerships.py", "results.py"), *PartnershipAction},
        "partnership_activity": {*_said("activities.py"), *ActivityAction},
        "partnership_review": {*_said("reviews.py")},
        "import": set(ImportState),
        "congress_action": {"named", "need_recorded", *ActionState},
    }
    return whole | {f"{name}.{end}" for name, ends in endings.items() for end in ends}


def families() -> set[str]:
    """Return the beginnings of the verbs that are put together where they are recorded."""
    return {
        str(part.value).removesuffix(".")
        for tree in _trees()
        for call in _calls(tree)
        for word in call.keywords
        if word.arg == "verb" and isinstance(word.value, ast.JoinedStr)
        for part in word.value.values[:1]
        if isinstance(part, ast.Constant)
    }


def _said(*modules: str) -> set[str]:
    paths = [ROOT / "partnerships" / "services" / module for module in modules]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    return {word for tree in trees for word in _words(tree) if re.match(r"^[a-z_]+$", word)}


def _trees() -> Iterator[ast.Module]:
    for path in sorted(ROOT.rglob("*.py")):
        if not OUTSIDE & set(path.relative_to(ROOT).parts):
            yield ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _words(tree: ast.Module) -> Iterator[str]:
    for call in _calls(tree):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if _RECORDS.match(name):
            said = [*call.args, *(word.value for word in call.keywords if word.arg == "verb")]
            yield from _constants(said)
    for node in ast.walk(tree):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        named = [each.id for each in targets if isinstance(each, ast.Name)]
        value = getattr(node, "value", None)
        if any(map(_TABLES.search, named)) and isinstance(value, ast.Dict):
            yield from _constants(value.values)
        if "verb" in named and isinstance(value, ast.expr):
            yield from _constants(list(ast.walk(value)))


def _constants(nodes: list[ast.expr] | list[ast.AST]) -> Iterator[str]:
    for outer in nodes:
        for node in ast.walk(outer):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
