"""Every column of every table of ours says how private it is."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models


def _models_of_ours() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
        for model in config.get_models(include_auto_created=False)
    ]


def _name(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", _models_of_ours(), ids=_name)
def test_every_column_is_in_exactly_one_set(model):
    privacy = model.Privacy

    classed = [*privacy.secret, *privacy.shared, *privacy.plain]

    assert sorted(classed) == sorted(field.name for field in model._meta.local_concrete_fields)


@pytest.mark.parametrize("model", _models_of_ours(), ids=_name)
def test_no_row_names_itself_by_a_secret(model):
    assert "__str__" in vars(model)


def test_the_list_above_is_not_empty():
    assert {"accounts.User", "audit.Event", "places.Zone"} <= set(map(_name, _models_of_ours()))
