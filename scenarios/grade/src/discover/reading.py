# Reads the length of each text, then the text, and tells of each whether it is Python, with the names of the modules
# that it imports and that are not there. Nothing of a text is run, and no module is imported to look for it: of
# `a.b` only `a` is looked for. It runs on Python 3.4 and later.
import sys

# The working directory is no place of modules.
sys.path[:] = [place for place in sys.path if place]
import importlib.util

ONLY_AST = 1024
# A program that catches these goes on without the module.
ABSENT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
there = {}
with_site = False


def kind(node):
    return type(node).__name__


def catches(handler):
    if handler.type is None:
        return True
    kinds = handler.type.elts if kind(handler.type) == "Tuple" else [handler.type]
    return any(getattr(one, "id", "") in ABSENT for one in kinds)


def asks_how_it_is_run(test):
    return kind(test) == "Compare" and getattr(test.left, "id", "") == "__name__"


def imports(tree):
    # Without recursion: texts can be as deep as they like.
    left = [tree]
    while left:
        node = left.pop()
        if kind(node) == "Import":
            for alias in node.names:
                yield alias.name
        elif kind(node) == "ImportFrom" and not node.level:
            yield node.module
        elif kind(node) == "If" and not asks_how_it_is_run(node.test):
            # On another system, perhaps.
            continue
        elif kind(node) in ("Try", "TryStar") and any(map(catches, node.handlers)):
            left.extend(node.finalbody)
        else:
            for inner in ("body", "orelse", "finalbody"):
                statements = getattr(node, inner, None)
                left.extend(statements if isinstance(statements, list) else [])


def found(module):
    try:
        return importlib.util.find_spec(module) is not None
    except Exception:
        return True


def is_there(module):
    global with_site
    if module not in there:
        there[module] = found(module)
    if not there[module] and not with_site:
        # What is installed beside the standard library costs as much to find as Python to start.
        with_site = True
        there.clear()
        try:
            import site

            site.main()
        except Exception:
            pass
        there[module] = found(module)
    return there[module]


for line in sys.stdin.buffer:
    text = sys.stdin.buffer.read(int(line))
    try:
        tree = compile(text, "text", "exec", ONLY_AST, True)
        answer = ["yes"]
    except (SyntaxError, ValueError):
        tree = None
        answer = ["no"]
    if tree is not None:
        modules = {module.split(".")[0] for module in imports(tree) if module}
        answer += [module for module in sorted(modules) if not is_there(module)]
    sys.stdout.buffer.write(" ".join(answer).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
