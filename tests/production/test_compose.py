"""What docker-compose.yml promises: one door, passwords, and variables that settings know."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat"]


def test_services_are_those_of_the_documentation() -> None:
    assert set(SERVICES) == {"proxy", *OURS, "db", "redis", "mailpit"}


def test_only_the_proxy_is_published_to_the_world() -> None:
    published = {name: service.get("ports", []) for name, service in SERVICES.items()}

    world = {name for name, ports in published.items() if any("127.0.0.1" not in p for p in ports)}
    assert world == {"proxy"}
    assert SERVICES["mailpit"]["profiles"] == ["rehearsal"]


def test_database_and_broker_are_on_the_internal_network_only() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["data"]


def test_database_and_broker_ask_for_a_password() -> None:
    assert "POSTGRES_PASSWORD:?" in SERVICES["db"]["environment"]["POSTGRES_PASSWORD"]
    assert "REDIS_PASSWORD:?" in SERVICES["redis"]["environment"]["REDIS_PASSWORD"]
    assert "--requirepass" in " ".join(SERVICES["redis"]["command"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_service_comes_back_after_a_failure(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "mailpit"}))
def test_service_has_a_health_check_with_an_end(name: str) -> None:
    assert {"test", "interval", "timeout", "retries"} <= set(SERVICES[name]["healthcheck"])


@pytest.mark.parametrize("name", OURS)
def test_our_service_may_do_nothing_but_its_work(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_our_service_sets_only_documented_variables(name: str) -> None:
    documented = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )

    assert set(SERVICES[name]["environment"]) - documented - {"WEB_CONCURRENCY"} == set()


def test_file_uses_nothing_that_an_older_compose_refuses() -> None:
    assert re.findall(r"^name:|start_interval|env_file|\bdevelop:", TEXT, re.MULTILINE) == []
    conditions = [
        condition
        for service in SERVICES.values()
        for condition in service.get("depends_on", {}).values()
    ]
    assert [condition for condition in conditions if set(condition) != {"condition"}] == []


def test_example_names_each_variable_without_a_default() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?", TEXT))
    shown = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert needed - shown == set()


def test_worker_gets_as_long_as_a_mail_may_take() -> None:
    from summit import gunicorn
    from summit.mail import delivery

    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > delivery.DIALOGUE_LIMIT
    assert int(SERVICES["web"]["stop_grace_period"].removesuffix("s")) > gunicorn.graceful_timeout
