"""What tests of the fitting room share."""

from __future__ import annotations

import pytest
from shops import Shop, opened


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Made once; tests leave it as it is."""
    return opened(tmp_path_factory.mktemp("shop"))
