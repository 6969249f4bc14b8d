from __future__ import annotations

import pytest
from fastapi import FastAPI
from orchard import learner

import intarsia as ia
from intarsia.serving import create_app


@pytest.fixture(scope="session")
def ripeness() -> ia.Learner:
    return learner()


@pytest.fixture(scope="session")
def app(ripeness: ia.Learner) -> FastAPI:
    return create_app(ripeness)
