"""The benchmarks' one command: `./deploy/bench.sh [NAME …] [--json FILE]`, everything without a name.

A benchmark is one file beside this one. Its name is the file's, its first docstring line says what
it measures, and it has

    def run(options) -> dict      # or async; figures by name, in the order they are printed
    def add_arguments(parser)     # only if it takes options

Numbers and words are printed; lists and dicts are raw results, which only `--json` keeps. What
cannot run without something (a folder of instances) raises `Missing` and is passed over.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent


class Missing(Exception):
    """A benchmark needs something that was not given."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; exit code 1 when a benchmark failed, 2 when there is no such one."""
    parser = argparse.ArgumentParser(prog="./deploy/bench.sh", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(every_name()))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the raw results there")
    asked, rest = parser.parse_known_args(arguments)
    unknown = [name for name in asked.names if name not in every_name()]
    if unknown:
        print(
            f"No such benchmark: {', '.join(unknown)}. {', '.join(every_name())}", file=sys.stderr
        )
        return 2
    chosen = {name: module_of(name) for name in asked.names or every_name()}
    options = {name: _options(name, module, rest) for name, module in chosen.items()}
    if strangers := _unknown_to_all([unread for _, unread in options.values()], rest):
        parser.error(f"unrecognised: {' '.join(strangers)}")
    results: dict[str, Any] = {"machine": machine()}
    print(_line("machine", results["machine"]))
    failed = False
    for name, module in chosen.items():
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
        try:
            results[name] = _run(module, options[name][0])
        except Missing as missing:
            print(f"  passed over: {missing}")
            continue
        except Exception as error:
            failed = True
            results[name] = {"failed": repr(error)}
        print("\n".join(f"  {key:32} {value}" for key, value in plain(results[name]).items()))
    results["machine"]["load_afterwards"] = _load()
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(results, indent=2, default=str) + "\n")
    return int(failed)


def every_name() -> list[str]:
    """The benchmarks there are, by the names of their files."""
    modules = [path for path in HERE.glob("*.py") if "def run(options" in path.read_text()]
    return sorted(path.stem.replace("_", "-") for path in modules if path != Path(__file__))


def module_of(name: str) -> ModuleType:
    """A benchmark's module."""
    return importlib.import_module(f"tests.bench.{name.replace('-', '_')}")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cpus": os.cpu_count(),
        "load": _load(),
        "python": platform.python_version(),
        **{package: version(package) for package in ("reflex", "sqlalchemy", "pyvrp")},
    }


def plain(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures a person reads."""
    return {name: value for name, value in figures.items() if not isinstance(value, list | dict)}


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def _options(
    name: str, module: ModuleType, rest: list[str]
) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog=f"./deploy/bench.sh {name}", add_help=False)
    if hasattr(module, "add_arguments"):
        module.add_arguments(parser)
    return parser.parse_known_args(rest)


def _unknown_to_all(unread: list[list[str]], rest: list[str]) -> list[str]:
    """Words that none of the chosen benchmarks could use."""
    return [word for word in rest if word.startswith("-") and all(word in left for left in unread)]


def _run(module: ModuleType, options: argparse.Namespace) -> dict[str, Any]:
    began = time.perf_counter()
    figures = module.run(options)
    if inspect.iscoroutine(figures):
        figures = asyncio.run(figures)
    return {**figures, "seconds": round(time.perf_counter() - began, 1)}


def _line(name: str, values: dict[str, Any]) -> str:
    return f"{name}: " + ", ".join(f"{key} {value}" for key, value in values.items())


if __name__ == "__main__":
    sys.exit(main())
