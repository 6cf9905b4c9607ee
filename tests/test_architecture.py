"""The rules about the code as a whole: who imports whom, how long a module may be, what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
STAGES = ("discover", "extract", "version", "diff", "classify", "alert")
MODULES = sorted([*ROOT.glob("monitor/**/*.py"), *ROOT.glob("spiders/**/*.py")])
MOST_LINES = 400

# Put together here, so that this file does not say them itself.
UNSPEAKABLE = (
    "/wo" + "rk/",
    "../sha" + "red",
    "pypi" + ".org",
    "python" + "hosted",
    "registry" + ".npmjs",
    "proxy." + "golang",
)


def tracked_files() -> list[Path]:
    """Every file that is or would be committed."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.run([*command, "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def imports_of(module: Path) -> list[str]:
    """Dotted names of the modules that a file imports from, anywhere in it."""
    names = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names.append(node.module or "")
    return names


def test_imports_point_inwards() -> None:
    """The import contracts in pyproject.toml hold."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_root_package_imports_nothing() -> None:
    """Importing ``monitor`` loads nothing else."""
    assert imports_of(ROOT / "monitor" / "__init__.py") == []


@pytest.mark.parametrize("stage", STAGES)
def test_stages_use_each_other_by_the_front_door(stage: str) -> None:
    """A stage imports another stage's package, never a module inside it."""
    inside = re.compile(rf"monitor\.(?!{stage}\b)({'|'.join(STAGES)})\.")
    modules = [*ROOT.glob(f"monitor/{stage}.py"), *ROOT.glob(f"monitor/{stage}/**/*.py")]
    assert [name for module in modules for name in imports_of(module) if inside.match(name)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_short_and_does_not_print(module: Path) -> None:
    """A module has a docstring, fewer than 400 lines, and leaves output to the command line's own means."""
    source = module.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree) or not source.strip()
    assert len(source.splitlines()) < MOST_LINES
    names = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not any(isinstance(name, ast.Name) and name.id == "print" for name in names)


def test_files_name_no_machine_and_no_registry() -> None:
    """No committed file names a path of the machine it was written on, or the host of a package registry."""
    found = []
    for path in tracked_files():
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in UNSPEAKABLE if word in text]
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_pinned_hashed_and_free_of_addresses(name: str) -> None:
    """Every requirement of a lock has one exact version and a hash; there is no address and no option."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    assert len(entries) > 20
    for entry in filter(str.strip, entries):
        assert re.match(r"[a-z0-9.-]+==\S+( ; [^-]+)?\s+--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_lock_suits_every_python(python: str) -> None:
    """Made on one Python, the locks hold what the pinned packages ask for on the others."""
    locked = {name: marker for lock in LOCKS for name, marker in pins(ROOT / lock).items()}
    machine = {"python_version": python, "python_full_version": f"{python}.4", "extra": ""}
    wanted = {name: marker for name, marker in locked.items() if not marker or marker_holds(marker, machine)}
    for name in wanted:
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate(machine):
                assert canonicalize_name(requirement.name) in wanted, f"{name} needs {text} on {python}"


def pins(lock: Path) -> dict[str, str]:
    """Names in a lock with their markers, empty for none."""
    pattern = r"^([\w.-]+)==\S+(?: ; (.+?))? \\$"
    found = re.findall(pattern, lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): marker for name, marker in found}


def marker_holds(marker: str, machine: dict[str, str]) -> bool:
    """Whether a marker is true on a machine."""
    parsed = Requirement(f"name ; {marker}").marker
    return parsed is not None and parsed.evaluate(machine)


def test_every_import_is_a_declared_requirement() -> None:
    """What the program imports is asked for by name, not merely there because something else needs it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    imported = {name.partition(".")[0] for module in MODULES for name in imports_of(module)}
    outside = imported - sys.stdlib_module_names - {"monitor", "spiders"}
    providers = metadata.packages_distributions()
    assert [
        name
        for name in sorted(outside)
        if not declared & {canonicalize_name(provider) for provider in providers.get(name, [])}
    ] == []


def test_locks_hold_every_declared_requirement() -> None:
    """What pyproject.toml asks for is in the lock, in a version that it allows."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    versions = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / LOCKS[0]).read_text("utf-8"), re.MULTILINE))
    for requirement in map(Requirement, declared):
        version = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), requirement
