"""What an IT person copies to a server is right: units that systemd accepts, settings that exist, nothing run as root."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from django.urls import reverse
from ruamel.yaml import YAML

from tests.needs import ROOT
from wutong.boot.command import cli
from wutong.boot.environment import KNOWN

DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
#: names that compose.yaml and Caddyfile use among themselves
OWN = {"WUTONG_NAME", "WUTONG_AT", "WUTONG_DATABASE_PASSWORD"}
HARD = {
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "PrivateDevices=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes", "ProtectControlGroups=yes",
    "RestrictSUIDSGID=yes", "RestrictNamespaces=yes", "LockPersonality=yes", "User=wutong", "UMask=0077",
    "SystemCallFilter=@system-service", "MemoryDenyWriteExecute=yes",
}  # fmt: skip
analyze = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(analyze is None, reason="no systemd-analyze on this machine")


def words(line: str) -> list[str]:
    return shlex.split(line)


def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8")))


def starts() -> list[str]:
    """Every ``wutong …`` that a unit, the image or the compose file runs."""
    found = [line for p in SERVICES for line in re.findall(r"^ExecStart=\S+/wutong (.+)$", p.read_text(), re.MULTILINE)]
    image = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    found += [" ".join(re.findall(r'"([^"]+)"', line)) for line in re.findall(r"^CMD (.+)$", image, re.MULTILINE)]
    found += [" ".join(s["command"]) for s in compose()["services"].values() if "command" in s]
    return found


def units(tmp_path: Path) -> list[Path]:
    """The units as they would lie on a server, with programs that exist."""
    program = tmp_path / "opt" / ".venv" / "bin" / "wutong"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    made = []
    for path in sorted((DEPLOY / "systemd").glob("wutong*.*")):
        if path.suffix in {".service", ".timer"}:
            made.append(tmp_path / path.name)
            made[-1].write_text(path.read_text(encoding="utf-8").replace("/opt/wutong", str(tmp_path / "opt")))
    return made


@needs_systemd
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in units(tmp_path):
        done = subprocess.run(
            [str(analyze), "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
        ours = [line for line in done.stderr.splitlines() if "wutong" in line]
        assert done.returncode == 0 and not ours, done.stderr


@needs_systemd
def test_systemd_finds_the_services_well_shut_in(tmp_path: Path) -> None:
    for unit in units(tmp_path):
        if unit.suffix == ".service":
            command = [str(analyze), "security", "--offline=yes", "--threshold=20", str(unit)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr


@pytest.mark.parametrize("path", SERVICES, ids=lambda p: p.name)
def test_every_service_is_shut_in_and_is_not_root(path: Path) -> None:
    lines = set(path.read_text(encoding="utf-8").splitlines())
    assert not HARD - lines, HARD - lines


def test_it_names_only_settings_that_exist() -> None:
    for path in (p for p in DEPLOY.rglob("*") if p.is_file()):
        named = set(re.findall(r"\bWUTONG_[A-Z_]+\b", path.read_text(encoding="utf-8")))
        assert not named - set(KNOWN) - OWN, f"{path}: {named - set(KNOWN) - OWN}"
    for service in compose()["services"].values():
        if service.get("image") == "wutong":
            assert set(service["environment"]) <= set(KNOWN), "an unknown setting stops the start"


def test_it_runs_only_commands_that_exist() -> None:
    assert len(starts()) >= 5
    for line in starts():
        name, *rest = words(line)
        command = cli.commands[name]
        assert isinstance(command, click.Command)
        command.make_context(name, rest, resilient_parsing=False)


def test_the_image_is_not_root_and_pins_what_it_is_made_of() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE)[-1].split(":")[0] not in {"root", "0"}
    pictures = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    pictures += [s["image"] for s in compose()["services"].values() if s["image"] != "wutong"]
    assert pictures and all(":" in picture and not picture.endswith(":latest") for picture in pictures)


def test_compose_shuts_its_services_in_and_holds_no_password() -> None:
    services = compose()["services"]
    for name, service in services.items():
        assert not service.get("privileged") and service.get("network_mode") != "host", name
        if service["image"] == "wutong":
            assert service["read_only"] and service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"]
            assert "ports" not in service, "only the proxy is reached from outside"
    assert "ports" not in services["database"]
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${")


def test_dump_tool_and_server_are_of_one_version() -> None:
    image = (DEPLOY / "container" / "Containerfile").read_text(encoding="utf-8")
    client = re.search(r"postgresql-client-(\d+)", image)
    server = re.search(r"postgres:(\d+)", compose()["services"]["database"]["image"])
    assert client and server and int(client.group(1)) >= int(server.group(1))


def test_proxies_say_who_asks_and_keep_numbers_to_themselves() -> None:
    nginx = (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    assert nginx.count("{") == nginx.count("}")
    passing = nginx.count("proxy_pass")
    for line in (r"X-Forwarded-For\s+\$remote_addr;", r"X-Forwarded-Proto\s+\$scheme;", r"Host\s+\$host;"):
        assert len(re.findall(rf"proxy_set_header {line}", nginx)) == passing
    closed = re.search(r"location ~ (\S*metrics\S*) \{\s*return 404", nginx)
    streams = re.search(r"location ~ (\S*live\S*) \{", nginx)
    assert closed and streams
    # a path may hold a receipt's number: no server of it writes paths, nor faults that quote them
    assert (
        nginx.count("access_log off;") == nginx.count(" crit;") == len(re.findall(r"^server \{", nginx, re.MULTILINE))
    )
    for name in ("metrics", "readyz"):
        assert re.search(closed.group(1), reverse(name)) and re.search(closed.group(1), f"/at/990101{reverse(name)}")
        assert reverse(name) in (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")
    assert re.search(streams.group(1), reverse("live"))
    assert not re.search(closed.group(1), reverse("healthz"))
