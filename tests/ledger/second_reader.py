"""Loads verify.py from beside the package, the way a stranger has it: as a file, not as part of Wutong."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

PATH = Path(__file__).resolve().parents[2] / "verify.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("second_reader_verify", PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
