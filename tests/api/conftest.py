import pytest
from rest_framework.test import APIClient

from tests.api.programs import session_of
from tests.api.world import World, a_world


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def client_of(world: World):
    """Return a client that is signed in as one of the world's people, or as nobody."""

    def sign_in(role: str) -> APIClient:
        return APIClient() if role == "anonymous" else session_of(world.users[role])

    return sign_in
