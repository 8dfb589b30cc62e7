import pytest
from rest_framework.test import APIClient

from accounts.models import User
from tests.api.world import World, a_world


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def client_of(world: World):
    """Return a client that is signed in as one of the world's people, or as nobody."""

    def sign_in(role: str) -> APIClient:
        client = APIClient()
        if role != "anonymous":
            client.force_login(User.objects.get(pk=world.users[role].pk))  # nothing remembered
        return client

    return sign_in
