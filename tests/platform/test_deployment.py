"""The files that run the platform fit the code, and each other.

No container is started here: what the files say is read and compared.
"""

import ast
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PLATFORM = ("migrate", "web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
FLOORS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
SECRETS = {"secret", "optional_secret"}
READERS = {"env", "env_flag", "env_list", *SECRETS}
NOT_SHIPPED = {"tests", "devtools", "demo", "dev.py"}


def read_variables() -> Iterator[str]:
    """The name in each call that reads the environment."""
    for file in shipped_code():
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in READERS:
                name = ast.literal_eval(call.args[0])
                yield name
                if getattr(call.func, "id", "") in SECRETS:
                    yield f"{name}_FILE"


def shipped_code() -> list[Path]:
    folders = [ROOT / name for name in [*FLOORS["root_packages"], "deploy"]]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    return [file for file in files if file != ROOT / "citydiplomacy/environment.py"]


def documented_variables() -> set[str]:
    rows = re.findall(r"^\| (`[A-Z_]+`(?: or `[A-Z_]+`)?) \|", OPERATIONS, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def load(file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("loaded", ROOT / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_variable_that_the_code_reads_is_told_and_no_other():
    assert documented_variables() == set(read_variables())


def test_the_compose_file_and_the_example_set_only_variables_that_exist():
    example = (ROOT / "deploy/example.env").read_text(encoding="utf-8")
    in_example = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    in_compose = {name for part in PLATFORM for name in SERVICES[part]["environment"]}

    assert (in_example | in_compose) - documented_variables() == {"SERVER_NAME"}


def test_the_commands_are_the_ones_that_the_handbook_tells():
    told = dict(
        re.findall(r"^\| (migrate|web|worker|beat) \| `(.+)` \|$", OPERATIONS, re.MULTILINE)
    )

    assert {part: shlex.split(command) for part, command in told.items()} == {
        part: SERVICES[part]["command"] for part in PLATFORM
    }


def test_the_image_starts_what_the_web_service_starts():
    [command] = re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)

    assert ast.literal_eval(command) == SERVICES["web"]["command"]


def test_the_worker_listens_to_every_queue_that_is_used():
    command = SERVICES["worker"]["command"]
    heard = set(command[command.index("--queues") + 1].split(","))

    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert heard == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_services_start_in_order():
    waits_for = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }
    services = {"database": "service_healthy", "broker": "service_healthy"}
    after_migrate = {**services, "migrate": "service_completed_successfully"}

    assert waits_for == {
        "database": {},
        "broker": {},
        "migrate": services,
        "web": after_migrate,
        "worker": after_migrate,
        "beat": after_migrate,
        "nginx": {"web": "service_healthy"},
    }


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_closed_in(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service


def test_only_nginx_faces_the_world():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == [
        "nginx"
    ]
    assert [name for name, service in SERVICES.items() if "sending" in service["networks"]] == [
        "worker"
    ]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_each_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_production_is_secure_and_never_the_demo():
    for part in PLATFORM:
        environment = SERVICES[part]["environment"]
        wanted = {"DEBUG": "0", "DEMO": "0", "SECURE": "1"}
        assert {name: environment[name] for name in wanted} == wanted


def test_every_secret_is_a_file_and_each_is_used():
    used = {name for service in SERVICES.values() for name in service["secrets"]}

    assert used == set(COMPOSE["secrets"])
    assert {Path(secret["file"]).parent for secret in COMPOSE["secrets"].values()} == {
        Path("deploy/secrets")
    }


def test_every_file_that_is_mounted_is_there():
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]

    assert [file for file in files if not (ROOT / file).is_file()] == []
    assert len(files) == 2


def test_every_image_has_a_version():
    images = [service["image"] for service in SERVICES.values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert [image for image in images if not re.search(r":[\w.-]+$", image)] == []
    assert [image for image in images if image.endswith(":latest")] == []


def test_everything_that_the_image_takes_in_is_there():
    sources = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    let_through = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)

    assert sources == ["requirements/production.txt", "."]
    assert [name for name in let_through if not (ROOT / name).exists()] == []


def test_every_floor_is_in_the_image_and_the_demo_is_not():
    let_through = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))

    assert set(FLOORS["root_packages"]) - let_through == {"demo"}
    assert not {name.split("/")[0] for name in let_through} & NOT_SHIPPED


def test_the_image_does_not_run_as_root_and_installs_by_hash():
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert "pip install --require-hashes --only-binary :all:" in DOCKERFILE
    assert "--hash=sha256:" in (ROOT / "requirements/production.txt").read_text()


def test_the_health_check_tells_life_and_its_lack(live_server):
    healthcheck = load("deploy/healthcheck.py")

    assert healthcheck.main(f"{live_server.url}/healthz") == 0
    assert healthcheck.main(f"{live_server.url}/readyz", "database") == 0
    assert healthcheck.main(f"{live_server.url}/readyz", "worker") == 1
    assert healthcheck.main("http://127.0.0.1:1/healthz") == 1


def test_secrets_are_made_once_and_never_again(tmp_path):
    maker = load("deploy/make_secrets.py")
    folder = tmp_path / "secrets"

    maker.main(folder)
    first = {file.name: file.read_text() for file in folder.iterdir()}
    maker.main(folder)

    assert {file.name: file.read_text() for file in folder.iterdir()} == first
    assert set(first) == set(COMPOSE["secrets"]) - {"tls_certificate", "tls_key"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert first["database_password"].strip() in first["database_url"]
    assert first["broker_password"].strip() in first["redis_url"]
    assert len(first["secret_key"]) >= 50


def test_gunicorn_accepts_its_configuration():
    command = ["-m", "gunicorn", "--check-config", *SERVICES["web"]["command"][1:]]

    checked = subprocess.run([sys.executable, *command], cwd=ROOT, env=os.environ, check=False)

    assert checked.returncode == 0


def test_the_licence_is_the_one_that_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert project["license"] == "AGPL-3.0-or-later"
    assert text.split("\n")[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert len(text.encode()) == 34_523


def test_every_dependency_has_its_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
    page = (ROOT / "docs/adr/0010-dependencies.md").read_text(encoding="utf-8")

    told = set(re.findall(r"^\| ([a-z0-9-]+)(?: \([a-z, ]+\))? \| [a-zA-Z]", page, re.MULTILINE))
    assert told - {"package"} == declared
