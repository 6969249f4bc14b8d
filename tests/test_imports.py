"""Starting costs next to nothing: heavy libraries are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "huggingface_hub", "jinja2", "numpy", "onnx", "onnxruntime", "pandas", "peft", "PIL", "pyarrow", "rich", "scipy",
    "safetensors", "sklearn", "tokenizers", "torch", "transformers",
}  # fmt: skip

LISTING = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"


def loaded(code: str) -> set[str]:
    """Top-level packages that a fresh Python has loaded after running the code."""
    script = f"import atexit\natexit.register(lambda: exec({LISTING!r}))\n{code}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "code",
    [
        "import intarsia",
        "import intarsia; dir(intarsia); intarsia.__all__",
        "from intarsia.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass",
        "from intarsia.cli import main\ntry:\n    main(['compare', '--help'])\nexcept SystemExit:\n    pass",
        "from intarsia.cli import main\ntry:\n    main(['tryon', 'recommend', '--help'])\nexcept SystemExit:\n    pass",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_used(code: str) -> None:
    found = loaded(code)
    assert "intarsia" in found
    assert found & HEAVY == set()


def test_loading_a_table_loads_no_network_library() -> None:
    assert loaded("import intarsia; intarsia.Table") & {"torch", "transformers", "onnxruntime", "sklearn"} == set()
