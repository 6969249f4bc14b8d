from __future__ import annotations

import pytest
from fastapi import FastAPI
from shops import Shop

from intarsia.apps.tryon.service import Fitting, endpoints
from intarsia.serving import create_app


@pytest.fixture(scope="session")
def fitting(shop: Shop) -> Fitting:
    return Fitting(shop.wardrobe)


@pytest.fixture(scope="session")
def app(fitting: Fitting) -> FastAPI:
    return create_app(apps={"tryon": endpoints(fitting)})


@pytest.fixture(scope="session")
def me(shop: Shop) -> bytes:
    return shop.me.read_bytes()


@pytest.fixture(scope="session")
def like(shop: Shop) -> bytes:
    return shop.like.read_bytes()
