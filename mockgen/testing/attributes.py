"""The operations of a service's mock: as its attributes, by key, and by URL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar, overload
from urllib.parse import urljoin

from mockgen.testing.operation import OperationMock
from mockgen.testing.packages import base_url_of, contract_of
from mockgen.testing.routing import Router

if TYPE_CHECKING:
    from mockgen.testing.service import ServiceMock

O = TypeVar("O", bound=OperationMock)  # noqa: E741 - a type variable of an operation
_KINDS: dict[type[Any], dict[str, type[OperationMock]]] = {}
_ROUTERS: dict[type[Any], Router] = {}


class mocked(Generic[O]):
    """An attribute of a service's mock: the mock of one operation, made when it is first asked for."""

    def __init__(self, kind: type[O]):
        self.kind = kind

    @overload
    def __get__(self, service: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, service: ServiceMock, owner: type[Any]) -> O: ...
    def __get__(self, service: ServiceMock | None, owner: type[Any]) -> Self | O:
        """Return the mock of the operation."""
        if service is None:
            return self
        found: O = service._mock_of(self.kind)
        return found


class skipped:
    """An attribute of a service's mock: an operation that the document has and nobody could generate."""

    def __init__(self, key: str, reason: str):
        self.key = key
        self.reason = reason

    @overload
    def __get__(self, service: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, service: ServiceMock, owner: type[Any]) -> NoReturn: ...
    def __get__(self, service: ServiceMock | None, owner: type[Any]) -> Self:
        """Say why it is not there.

        Raises:
            AttributeError: always.
        """
        if service is None:
            return self
        raise AttributeError(f"{self.key} was skipped when this mock was generated: {self.reason}")


class Operations(Mapping[str, Any]):
    """Every operation of a mock by its key, `POST /v1/charges`."""

    def __init__(self, service: ServiceMock, kinds: Mapping[str, type[OperationMock]]):
        self._service = service
        self._kinds = kinds

    def __getitem__(self, key: str) -> Any:
        """Return the mock of one operation.

        Raises:
            KeyError: there is no such operation; it says why.
        """
        kind = self._kinds.get(key)
        if kind is None:
            raise KeyError(self._service._why_absent(key))
        return self._service._mock_of(kind)

    def __contains__(self, key: object) -> bool:
        """Tell whether the service has an operation."""
        return key in self._kinds

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._kinds)

    def __len__(self) -> int:
        """Return how many operations the service has."""
        return len(self._kinds)


def kinds_of(service: type[ServiceMock]) -> dict[str, type[OperationMock]]:
    """Return the classes of a service's operations by their keys; found once for each class."""
    if service not in _KINDS:
        found = [value.kind for value in vars(service).values() if isinstance(value, mocked)]
        _KINDS[service] = {kind.key: kind for kind in found}
    return _KINDS[service]


def skipped_of(service: type[ServiceMock]) -> dict[str, skipped]:
    """Return the operations of a service that could not be generated, by their keys."""
    return {value.key: value for value in vars(service).values() if isinstance(value, skipped)}


def skipped_at(service: type[ServiceMock], method: str, url: str) -> skipped | None:
    """Return the operation that a URL means and that could not be generated, if there is one."""
    found = skipped_of(service)
    router = new_router(service, found) if found else None
    keys = [key for word in (method, "*") for key, _ in router.find(word, url)] if router else []
    return found[keys[0]] if keys else None


def router_of(service: type[ServiceMock]) -> Router:
    """Return what maps a URL to the operations of a service; made once for each class."""
    if service not in _ROUTERS:
        _ROUTERS[service] = new_router(service, kinds_of(service))
    return _ROUTERS[service]


def new_router(service: type[ServiceMock], keys: Iterable[str]) -> Router:
    """Return a router of operations over a service's servers."""
    contract = contract_of(service._package)
    servers = [server["url"] for server in contract.service["servers"]]
    bases = [url for url in servers if "://" in url] + [base_url_of(contract)]
    own = {key: [urljoin(base, url) for base in bases for url in urls] for key, urls in contract.own_servers.items()}
    return Router(keys, bases, own)
