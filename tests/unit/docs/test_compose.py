"""compose.yaml and the Dockerfile say nothing that the code does not know: commands, variables, ports, addresses.

Both are read, not run: without Docker this is what can be known of them. That compose.yaml is well formed was checked
once against Compose's own schema (compose_spec.json of docker-compose 1.29.2).
"""

from __future__ import annotations

import json
import re
import shlex
from urllib.parse import urlsplit

import pytest
import yaml

from api.app import create_app
from api.cli import service_words
from api.cli.main import parser
from tests.architecture.sources import ROOT
from tests.worker_kit import make_service
from worker.settings import ServiceSettings

TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "prefacture"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
AWS = {"AWS_ENDPOINT_URL", "AWS_ALLOW_HTTP", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
VARIABLES = {
    {"database_url": "DATABASE_URL", "redis_url": "REDIS_URL"}.get(name, f"PREFACTURE_{name.upper()}")
    for name in ServiceSettings.model_fields
}
GIVEN = {"POSTGRES_PASSWORD": "motdepasse1", "STORAGE_PASSWORD": "motdepasse2"}
PORTS = {"database": 5432, "queue": 6379, "storage": 9000}  # those that their images listen on


def filled(text):
    """The text as Compose fills it in, with what the head of the file has exported."""

    def value(found):
        name, sign, default = found.groups()
        assert sign != ":?" or name in GIVEN, name
        return GIVEN.get(name, default if sign == ":-" else "")

    return re.sub(r"(?<!\$)\$\{(\w+)(?:(:[-?])([^}]*))?\}", value, text)


def told(name):
    return {key: filled(value) for key, value in OURS[name]["environment"].items()}


def instructions(word):
    return re.findall(rf"^{word} +(.+)$", DOCKERFILE, re.MULTILINE)


@pytest.fixture
def settings(monkeypatch):
    """A function: the settings of one of our services, with what the image sets."""

    def made(name):
        for key, value in {**image_variables(), **told(name)}.items():
            monkeypatch.setenv(key, value)
        return ServiceSettings()

    return made


def image_variables():
    return dict(one.split("=", 1) for line in instructions("ENV") for one in line.split())


@pytest.mark.parametrize("command", [*(one["command"] for one in OURS.values()), *instructions("CMD")])
def test_our_commands_are_commands_with_their_options(command):
    program, *arguments = json.loads(command) if command.startswith("[") else shlex.split(command)
    assert program == "prefacture"
    assert parser().parse_args(arguments).command == arguments[0]


def test_our_variables_are_settings_or_those_of_the_storage():
    for name in OURS:
        assert set(told(name)) <= VARIABLES | AWS
    assert set(image_variables()) - {"PATH"} <= VARIABLES


def test_our_services_read_what_they_are_told(settings):
    api, worker = settings("api"), settings("worker")
    assert (api.workers, worker.workers, api.secure_cookies, str(api.home)) == (0, 2, False, "/data")
    assert (api.database, api.redis, api.files_url) == (worker.database, worker.redis, worker.files_url)
    assert api.host == "0.0.0.0"


def test_addresses_lead_to_services_on_the_ports_they_listen_on():
    told_ = told("api")
    for key, name in (("DATABASE_URL", "database"), ("REDIS_URL", "queue"), ("AWS_ENDPOINT_URL", "storage")):
        address = urlsplit(told_[key])
        assert (address.hostname, address.port or PORTS[name]) == (name, PORTS[name])
        assert name in SERVICES


def test_the_api_is_reached_where_it_listens(settings, tmp_path):
    port = settings("api").port
    (balancer,) = SERVICES["balancer"]["ports"]
    options = SERVICES["balancer"]["command"].split()
    come_in, go_on = (options[options.index(name) + 1] for name in ("--from", "--to"))
    assert filled(balancer).rpartition(":")[2] == come_in.rpartition(":")[2]
    assert go_on == f"api:{port}"
    assert instructions("EXPOSE") == [str(port)]
    checked = re.search(r"http://[\w.]+:(\d+)(/\w+)", OURS["api"]["healthcheck"]["test"][-1])
    service = make_service(tmp_path)
    assert (int(checked[1]), checked[2] in create_app(service).openapi()["paths"]) == (port, True)
    service.close()


def test_names_and_passwords_are_the_same_on_both_sides():
    told_ = told("api")
    database = {key: filled(value) for key, value in SERVICES["database"]["environment"].items()}
    address = urlsplit(told_["DATABASE_URL"])
    assert (address.username, address.password, address.path[1:]) == (
        database["POSTGRES_USER"], database["POSTGRES_PASSWORD"], database["POSTGRES_DB"],
    )  # fmt: skip
    storage = {key: filled(value) for key, value in SERVICES["storage"]["environment"].items()}
    assert (told_["AWS_ACCESS_KEY_ID"], told_["AWS_SECRET_ACCESS_KEY"]) == tuple(storage.values())
    (made,) = SERVICES["bucket"]["command"]
    assert told_["PREFACTURE_FILES_URL"].startswith(f"s3://{made.rpartition('/')[2]}/")
    assert f" {told_['AWS_ENDPOINT_URL']} {told_['AWS_ACCESS_KEY_ID']} " in made


def test_who_is_waited_for_can_be_waited_for():
    for name, service in SERVICES.items():
        waited = service.get("depends_on", {})
        for other, how in waited.items() if isinstance(waited, dict) else ():
            needed = {"service_healthy": "healthcheck", "service_completed_successfully": "command"}[how["condition"]]
            assert needed in SERVICES[other], (name, other)
            assert how["condition"] == "service_healthy" or SERVICES[other]["restart"] != "unless-stopped"


def test_every_service_has_an_image_and_volumes_that_are_named():
    for name, service in SERVICES.items():
        assert service["image"], name
        assert set(service.get("depends_on", ())) <= set(SERVICES), name
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert volumes <= set(yaml.safe_load(TEXT)["volumes"]), name


def test_what_is_asked_of_the_environment_is_told_at_the_head_of_the_file():
    head = "\n".join(line for line in TEXT.splitlines() if line.startswith("#"))
    demanded = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert demanded == set(GIVEN) == set(re.findall(r"(\w+)=…", head))
    assert re.search(r'grep -A4 "([^"]+)"', head)[1] in service_words.FIRST_USER


def test_the_image_has_what_setting_up_looks_for():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    setup = makefile.partition("$(READY): ")[2].partition("$(READY_DEV)")[0]
    wanted = set(" ".join(re.findall(r'missing="(?:\$\$missing )?([\w. -]+)"', setup)).split())
    (apt,) = re.findall(r"--no-install-recommends +(.+?) +&&", DOCKERFILE)
    assert wanted
    assert wanted <= set(apt.split())
    assert re.findall(r"^setup:", makefile, re.MULTILINE)


def test_the_image_runs_as_a_user_that_it_makes_and_who_has_a_home():
    (user,) = instructions("USER")
    made = re.search(r"useradd .*--home-dir (\S+) --create-home (\w+)", DOCKERFILE)
    assert (made[1], made[2]) == (image_variables()["PREFACTURE_HOME"], user)


def test_nothing_that_the_image_needs_is_left_out_of_it():
    ignored = {line.strip("*/") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()}
    needed = {"Makefile", "pyproject.toml", "requirements.txt", "README.md", "models", "extractor", "worker", "api"}
    assert not ignored & needed
    assert all((ROOT / name).exists() for name in needed)
