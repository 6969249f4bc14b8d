import os
import subprocess
import sys

import pytest
from packages import FILES

from intarsia.assets import pull
from intarsia.errors import SourceFailed

COMMIT = "0" * 40


def test_what_the_hubs_own_cache_has_needs_no_network(shelf):
    shelf.declare({"hub": "intarsia/small"})
    repository = shelf.root / "hf" / "hub" / "models--intarsia--small"
    for path, content in FILES.items():
        target = repository / "snapshots" / COMMIT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    settings = os.environ | {"HF_HOME": str(shelf.root / "hf"), "HF_HUB_OFFLINE": "1"}
    settings.pop("HF_HUB_CACHE", None)
    # The hub's client reads its settings when it is imported, hence a process of its own.
    program = "from intarsia.assets import pull; print(pull('small'))"
    subprocess.run([sys.executable, "-c", program], env=settings, check=True)
    assert (pull("small") / "model.bin").read_bytes() == FILES["model.bin"]


def test_what_the_hub_cannot_give_is_told_in_a_line(shelf):
    shelf.declare({"hub": "intarsia/small-of-nobody"})
    with pytest.raises(SourceFailed, match=r"  hub: intarsia/small-of-nobody, model\.bin: .+\nWithout a network"):
        pull("small")
    assert shelf.visible() == shelf.leftovers() == []
