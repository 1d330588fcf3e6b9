"""Which services a command line means."""

from __future__ import annotations

from pathlib import Path

from mockgen.errors import UsageError
from mockgen.settings import Service, Settings, find_project, load, one_off


def chosen(
    services: list[str],
    spec: str | None,
    output: Path | None,
    name: str | None,
    root: Path | None,
    overlays: list[Path],
) -> list[Service]:
    """Return the services that the options name.

    Raises:
        UsageError: the options do not go together, or a service is not configured.
    """
    if spec is not None:
        if output is None or name is None:
            raise UsageError.at("--spec needs --output and --name")
        if services:
            raise UsageError.at(f"--spec and the service {services[0]} do not go together")
        return [one_off(Path(spec), output, name, root, overlays)]
    if overlays or any(option is not None for option in (output, name, root)):
        raise UsageError.at("--output, --name, --root and --overlay go with --spec")
    settings = configured(services)
    return [settings.services[service] for service in services or settings.services]


def configured(services: list[str]) -> Settings:
    """Return the settings of the project.

    Raises:
        UsageError: there are none, or they lack one of these services.
    """
    project = find_project(Path.cwd())
    if project is None:
        hint = "`mockgen add NAME SOURCE` makes one; or use --spec, --output and --name"
        raise UsageError.at("no pyproject.toml with [tool.mockgen] is here or above", None, hint)
    settings = load(project)
    unknown = [service for service in services if service not in settings.services]
    if unknown:
        known = ", ".join(settings.services)
        raise UsageError.at(f"no service {unknown[0]} is configured", None, f"there is {known}")
    return settings


def generated(name: str) -> Path:
    """Return the folder of a service's generated package.

    Raises:
        UsageError: the service is not configured, or its package is not there.
    """
    service = configured([name]).services[name]
    if not (service.package / "testing" / "factories.py").is_file():
        raise UsageError.at(f"{name} is not generated yet", None, f"run `{service.command}`")
    return service.package
