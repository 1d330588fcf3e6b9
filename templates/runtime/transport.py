"""How a client calls its service: session, credentials, retries, answers, errors.

Everything that a test replaces is reached through a `World`; everything that differs
from service to service is a class attribute of what derives from `Transport`.
"""

from __future__ import annotations

import email.utils
import importlib
import json
import logging
import random
import re
import sys
import threading
import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import (
    Any,
    ClassVar,
    Final,
    Generic,
    NamedTuple,
    ParamSpec,
    Self,
    TypeVar,
    cast,
)
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from .auth import Credential, MisconfiguredError, Placed, Scheme, Tokens, placed
from .configuration import (
    DEFAULT,
    Configuration,
    Server,
    Timeout,
    nearest,
    read_configuration,
    seconds_of,
)
from .parameters import Body, Pairs
from .records import JSON, Record, decode, masked
from .streams import Stream, read_chunks, reader

T = TypeVar("T")
P = ParamSpec("P")


_MOST_REDIRECTS = 5
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_LONGEST_RETRY_AFTER_S = 120.0
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_TOO_MANY = 429
_UNAUTHORIZED = 401
_BODILESS = frozenset({204, 205})
_LENIENT = frozenset({"Any", "JSON", "None", "bytes", "object", "str"})
_EXCERPT = 300
_REQUEST_ID = re.compile(r"(request|correlation|trace)-?id$", re.IGNORECASE)


class World:
    """What the outside gives a client.

    A test puts another in place of `world`, or of the `_own_world` of one client.
    """

    def now(self) -> datetime:
        """Return the time of day, with its zone."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds on a clock that only goes forward."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def jitter(self, seconds: float) -> float:
        """Return a pause of about `seconds`, so that clients do not retry in step."""
        return seconds * random.uniform(0.5, 1.0)

    def credential(self, name: str, scheme: Scheme) -> Credential | None:
        """Return a credential for a scheme for which the client has none."""
        return None

    def base_url(self, service: str) -> str | None:
        """Return a base URL for a service whose document and settings name none."""
        return None

    def new_key(self) -> str:
        """Return a new idempotency key."""
        return str(uuid.uuid4())


world: World = World()

TOKEN: Final = "(token)"
"""The path of the operation that a token request is; see `name_operation`."""


class ServiceError(Exception):
    """Anything that a call to a service fails with.

    Attributes:
        service: its name.
        operation: for example `POST /v1/charges`; empty where there is none yet.
    """

    def __init__(self, message: str = "", *, service: str = "", operation: str = ""):
        super().__init__(message)
        self.service = service
        self.operation = operation


class StatusError(ServiceError):
    """The service answered with another status than 2xx.

    Attributes:
        status: the HTTP status.
        body: the record documented for the status; else the parsed JSON, or text.
        headers: those of the answer; names are case-insensitive.
        request_id: what the service calls this exchange in a header, empty if nothing.
        method: the HTTP method.
        path: the path of the URL, without its query.
        response: as `requests` gave it; None once the error has been pickled, since it
            holds the request and with it the credentials.
    """

    def __init__(
        self,
        message: str = "",
        *,
        service: str = "",
        operation: str = "",
        status: int = 0,
        body: Any = None,
        response: requests.Response | None = None,
    ):
        super().__init__(message, service=service, operation=operation)
        self.status = status
        self.body = body
        self.response = response
        self.headers: Mapping[str, str] = CaseInsensitiveDict()
        self.method = ""
        self.path = ""
        if response is not None:
            self.headers = CaseInsensitiveDict(response.headers)
            self.method = response.request.method or ""
            self.path = urlsplit(response.request.url or "").path
        self.request_id = _request_id(self.headers)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the response."""
        return type(self), self.args, {**self.__dict__, "response": None}


class ServiceTimeout(ServiceError):
    """The service could not be reached, or did not answer, in time."""


class ServiceConnectionError(ServiceError):
    """The connection was refused, reset or broken off, or TLS or DNS failed."""


class ServiceDecodeError(ServiceError):
    """An answer of 2xx is not what it claims: HTML for JSON, a truncated document.

    Attributes:
        status: the HTTP status.
        response: as `requests` gave it; None once the error has been pickled.
    """

    def __init__(
        self,
        message: str = "",
        *,
        service: str = "",
        operation: str = "",
        response: requests.Response | None = None,
    ):
        super().__init__(message, service=service, operation=operation)
        self.status = 0 if response is None else response.status_code
        self.response = response

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the response."""
        return type(self), self.args, {**self.__dict__, "response": None}


class ServiceConfigurationError(ServiceError):
    """A setting or a credential is missing or wrong; nothing was sent."""


class SkippedOperationError(ServiceError, NotImplementedError):
    """The document has this operation, but in a form from which no method can be made.

    It is no error of the service: catching the client's own errors does not catch it.
    What helps is an overlay that corrects the document.
    """


class Errors(NamedTuple):
    """The classes that a client raises; a package derives its own from those here."""

    base: type[ServiceError] = ServiceError
    status: type[StatusError] = StatusError
    timeout: type[ServiceTimeout] = ServiceTimeout
    connection: type[ServiceConnectionError] = ServiceConnectionError
    decode: type[ServiceDecodeError] = ServiceDecodeError
    configuration: type[ServiceConfigurationError] = ServiceConfigurationError


class _UndecodableError(ValueError):
    """A body is not what it claims; becomes the service's own error."""


class Operation(Generic[T]):
    """One operation of the document, as the transport needs it.

    Args:
        method: in capitals.
        path: the template, as the document writes it.
        answers: status, `2XX` or `default` -> the annotation of the answer as text,
            with the names of the `schemas` module; empty where the body is ignored;
            `lines: Item`, `data: Item` or `events: Item` where it is a stream of items.
        errors: the same for any other status.
        accept: the `Accept` header.
        security: alternatives of scheme names that go together; `((),)` or an empty one
            among others allows anonymous calls, and so does no alternative at all.
        idempotent: may be sent again after it may have been received; by default as the
            method says (RFC 9110, section 9.2.2), and where there is a key for it.
        idempotency_header: the header of the idempotency key; the transport makes one
            up where the caller gives none, and keeps it for all retries.
        servers: those of this operation alone.
    """

    __slots__ = (
        "accept",
        "answers",
        "errors",
        "idempotency_header",
        "idempotent",
        "key",
        "method",
        "path",
        "security",
        "servers",
        "streams",
    )

    def __init__(
        self,
        method: str,
        path: str,
        *,
        answers: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        accept: str = "application/json",
        security: Sequence[Sequence[str]] = (),
        idempotent: bool | None = None,
        idempotency_header: str = "",
        servers: Sequence[Server] = (),
    ) -> None:
        by_nature = method in _IDEMPOTENT or bool(idempotency_header)
        self.method = method
        self.path = path
        self.key = f"{method} {path}"
        self.answers = answers or {}
        self.errors = errors or {}
        self.accept = accept
        self.security = security
        self.idempotent = by_nature if idempotent is None else idempotent
        self.idempotency_header = idempotency_header
        self.servers = servers
        self.streams = any(": " in annotation for annotation in self.answers.values())


class Answer(NamedTuple, Generic[T]):
    """What a call gave, and the answer that it came in.

    Attributes:
        data: what the method returns.
        response: as `requests` gave it: `status_code`, `headers`, `content`, `elapsed`.
    """

    data: T
    response: requests.Response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; their names are case-insensitive."""
        return self.response.headers


class _Seen:
    """The answer of the call that runs, for who asks for it; unread if `streams`."""

    def __init__(self, streams: bool) -> None:
        self.streams = streams
        self.response: requests.Response | None = None


_seen: ContextVar[_Seen | None] = ContextVar("_seen", default=None)


class Transport:
    """The base of a generated client: what is the same for every service.

    A client may be shared between threads. Cookies that the service sets are dropped.
    A redirect is followed for GET and HEAD only, never from https to http, and without
    credentials or other headers of the call where it leads to another origin.

    Args:
        base_url: instead of a server of the document.
        server: the document's server, by its number or its name; the first by default.
        server_variables: values for those that the server's URL has.
        auth: the credential, or scheme name -> credential where there are several.
        timeout: seconds; see `Timeout`.
        retries: how often a call is sent again at most.
        session: to be used instead of an own one; it is not closed with the client.
    """

    service: ClassVar[str]
    servers: ClassVar[Sequence[Server]] = ()
    schemes: ClassVar[Mapping[str, Scheme]] = {}
    errors: ClassVar[Errors] = Errors()

    def __init__(
        self,
        *,
        base_url: str | None = None,
        server: int | str | None = None,
        server_variables: Mapping[str, str] | None = None,
        auth: Credential | Mapping[str, Credential | None] | None = None,
        timeout: Timeout | None = None,
        retries: int | None = None,
        session: requests.Session | None = None,
    ) -> None:
        given = {
            "BASE_URL": base_url,
            "SERVER": server,
            "SERVER_VARIABLES": server_variables,
            "AUTH": auth,
            "TIMEOUT": timeout,
            "RETRIES": retries,
        }
        present = {name: value for name, value in given.items() if value is not None}
        self._fixed: Configuration | None = self._configured(present, "")
        self._lock = threading.Lock()
        self._own_world: World | None = None
        self._tokens = Tokens(lambda: self._world.monotonic())
        self._session = session
        self._owns_session = session is None

    @classmethod
    def from_settings(cls) -> Self:
        """Return a client that asks `settings.MOCKGEN[service]` at every call."""
        client = cls()
        client._fixed = None
        return client

    @classmethod
    def configuration_problems(cls) -> list[tuple[str, str]]:
        """Return what is wrong with `settings.MOCKGEN[service]`: kind and message.

        `wrong`: no call can be made, or a credential is of no use; `incomplete`: none
        of the calls that need one can. A function that gives one is not called.
        """
        client = cls.from_settings()
        operation: Operation[Any] = Operation("GET", "")
        try:
            config = client._configuration(operation)
            client._base_url(operation, config)
            fixed = {n: each for n, each in config.auth.items() if not callable(each)}
            client._placed(fixed, config)
        except (ServiceConfigurationError, MisconfiguredError) as problem:
            return [("wrong", f"{problem}{client._misspelt()}")]
        wanted = dict.fromkeys(s for each in cls._secured() for s in each.security)
        if wanted and not any(set(names) <= set(config.auth) for names in wanted):
            message = client._missing(list(wanted), config)
            return [("incomplete", f"{message}{client._misspelt()}")]
        return []

    @classmethod
    def _secured(cls) -> list[Operation[Any]]:
        """Return the operations that nobody can call without a credential."""
        modules = [vars(sys.modules[base.__module__]) for base in cls.__mro__]
        found = [each for names in modules for each in names.values()]
        operations = [each for each in found if isinstance(each, Operation)]
        return [each for each in operations if each.security and all(each.security)]

    def _misspelt(self) -> str:
        """Return a hint where the settings know no such service, but one like it."""
        from django.conf import settings

        services = getattr(settings, "MOCKGEN", {})
        if not isinstance(services, Mapping) or self.service in services:
            return ""
        near = nearest(self.service, [str(name) for name in services])
        return f"; did you mean {self.service!r} by {near!r}?" if near else ""

    @property
    def _world(self) -> World:
        return self._own_world or world

    @property
    def session(self) -> requests.Session:
        """The pooled session; its headers, proxies and adapters are the caller's."""
        with self._lock:
            if self._session is None:
                self._session = _new_session()
            return self._session

    def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        with self._lock:
            if self._session is not None and self._owns_session:
                self._session.close()
                self._session = None

    def answered(
        self,
        method: Callable[P, T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Answer[T]:
        """Call a method of the client; return the raw answer beside what it returns.

        `answer = client.answered(client.get_charge, "ch_1")` has `answer.data`,
        `answer.status` and `answer.headers["X-Request-Id"]`.
        """
        data, response = self._watched(False, method, *args, **kwargs)
        return Answer(data, response)

    def streamed(
        self,
        method: Callable[P, object],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Stream[bytes]:
        """Call a method of the client; return the body of its answer, piece by piece.

        `with client.streamed(client.get_label, "shp_1") as label: label.save("a.pdf")`.
        An answer with another status than 2xx raises as ever.
        """
        _, response = self._watched(True, method, *args, **kwargs)
        return Stream(response, read_chunks, self._broken)

    def _watched(
        self,
        streams: bool,
        method: Callable[P, T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[T, requests.Response]:
        """Return what a method returns, and the answer."""
        seen = _Seen(streams)
        token = _seen.set(seen)
        try:
            data = method(*args, **kwargs)
        finally:
            _seen.reset(token)
        if seen.response is None:
            wrong = f"{method} is no method of {type(self).__name__} that calls"
            raise TypeError(wrong)
        return data, seen.response

    def _broken(self, error: Exception) -> ServiceError:
        """Return the error of a body that broke off, or is not what it claims."""
        if isinstance(error, requests.RequestException):
            return self._failure(None, error)
        message = "an item of the answer is no JSON or broken off"
        return self.errors.decode(message, service=self.service)

    def __enter__(self) -> Self:
        """Return the client, which is closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        """Close the connections."""
        self.close()

    def _send(
        self,
        operation: Operation[T],
        *,
        path: str,
        query: Pairs = (),
        headers: Sequence[tuple[str, str | None]] = (),
        cookies: Pairs = (),
        body: Body | None = None,
        timeout: Timeout = DEFAULT,
    ) -> T:
        """Send a request, again if need be, and return the decoded answer.

        Args:
            operation: what the document says of it.
            path: the filled template, percent-encoded.
            query: percent-encoded pairs.
            headers: names and texts; one without text is left out.
            cookies: percent-encoded pairs.
            body: as made by `parameters`.
            timeout: seconds; see `Timeout`.

        Raises:
            ServiceError: one of `self.errors`.
        """
        config = self._configuration(operation)
        try:
            seconds = config.timeout if timeout is DEFAULT else seconds_of(timeout)
            draft = _Draft(self._world, operation, headers, query, cookies)
            credentials = self._credentials(operation, config)
            for each in credentials:
                draft.add(*each.text(self._tokens, self._fetch))
            url = draft.url(self._base_url(operation, config), path)
        except MisconfiguredError as problem:
            raise self._misconfigured(str(problem), operation) from None
        request = self._prepared(operation, draft, url, body)
        position = _position(request)
        response = self._deliver(operation, request, seconds, config.retries)
        refused = response.status_code == _UNAUTHORIZED
        if refused and self._renewed(request, credentials, position):
            response = self._deliver(operation, request, seconds, config.retries)
        seen = _seen.get()
        if seen is not None:
            seen.response = response
            if seen.streams and _is_success(response):
                return cast(T, None)
        return cast(T, self._answer(operation, response))

    def _configuration(self, operation: Operation[Any]) -> Configuration:
        if self._fixed is not None:
            return self._fixed
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        place = f'settings.MOCKGEN["{self.service}"]'
        try:
            services = getattr(settings, "MOCKGEN", {})
        except ImproperlyConfigured as problem:
            message = f"{place} cannot be read: {problem}"
            raise self._misconfigured(message, operation) from problem
        is_mapping = isinstance(services, Mapping)
        values = services.get(self.service, {}) if is_mapping else None
        if not isinstance(values, Mapping):
            raise self._misconfigured(f"{place} must be a dictionary", operation)
        return self._configured(cast("Mapping[str, object]", values), place)

    def _configured(self, values: Mapping[str, object], place: str) -> Configuration:
        try:
            return read_configuration(values, self.schemes, self.servers, place)
        except MisconfiguredError as problem:
            where = place or type(self).__name__
            raise self._misconfigured(f"{where}: {problem}") from None

    def _misconfigured(
        self,
        message: str,
        operation: Operation[Any] | None = None,
    ) -> ServiceConfigurationError:
        key = operation.key if operation else ""
        return self.errors.configuration(message, service=self.service, operation=key)

    def _base_url(self, operation: Operation[Any], config: Configuration) -> str:
        """Return the base URL of a call.

        The servers of an operation stand, unless a configured base URL leads away from
        the servers of the document: then nothing may reach those.
        """
        if config.base_url and config.base_url not in map(_default_url, self.servers):
            return config.base_url
        own = config.choice.among(operation.servers) if operation.servers else ""
        if own.startswith(("http://", "https://")):
            return own
        base = config.base_url or self._document_url(config)
        if not base:
            message = f"{self._setting(config, 'BASE_URL')} is missing"
            raise MisconfiguredError(f"{message}: the document names no absolute URL")
        return urljoin(f"{base}/", own) if own else base

    def _document_url(self, config: Configuration) -> str:
        """Return the URL of the chosen server, or what the world has in its place."""
        lent = self._world.base_url(self.service)
        try:
            return config.choice.url or lent or ""
        except MisconfiguredError as problem:
            if lent:
                return lent
            where = config.place or type(self).__name__
            raise MisconfiguredError(f"{where}: {problem}") from None

    def _credentials(
        self,
        operation: Operation[Any],
        config: Configuration,
    ) -> list[Placed]:
        """Return all credentials of a call, each with its scheme."""
        alternatives = operation.security
        wanted = [names for names in alternatives if names]
        for names in wanted:
            if all(name in config.auth for name in names):
                found = {name: config.auth[name] for name in names}
                return self._placed(found, config)
        if not wanted or len(wanted) < len(alternatives):
            return []
        from_world = {name: self._credential(name, config) for name in wanted[0]}
        missing = sorted(name for name, value in from_world.items() if value is None)
        if missing:
            raise MisconfiguredError(self._missing(wanted, config))
        present = {n: value for n, value in from_world.items() if value is not None}
        return self._placed(present, config)

    def _credential(self, name: str, config: Configuration) -> Credential | None:
        if name in config.auth:
            return config.auth[name]
        scheme = self.schemes.get(name)
        return None if scheme is None else self._world.credential(name, scheme)

    def _placed(
        self,
        credentials: Mapping[str, Credential],
        config: Configuration,
    ) -> list[Placed]:
        found = []
        for name, credential in credentials.items():
            try:
                found.append(placed(self.schemes[name], credential))
            except MisconfiguredError as problem:
                where = f"{self._setting(config, 'AUTH')}, scheme {name}"
                raise MisconfiguredError(f"{where}: {problem}") from None
        return found

    def _renewed(
        self,
        request: requests.PreparedRequest,
        credentials: Sequence[Placed],
        position: int | None,
    ) -> bool:
        """Put fresh tokens into a request that was refused; False where none can be."""
        stale = [each for each in credentials if self._tokens.forget(each)]
        if not stale or not _rewound(request, position):
            return False
        for each in stale:
            _, name, text = each.text(self._tokens, self._fetch)
            request.headers[name] = text
        return True

    def _fetch(
        self,
        url: str,
        form: Mapping[str, str],
        header: str,
    ) -> Mapping[str, Any]:
        """Ask an authorization server for a token (RFC 6749, section 4.4.2)."""
        operation: Operation[Any] = Operation("POST", TOKEN, idempotent=True)
        config = self._configuration(operation)
        draft = _Draft(self._world, operation, (), (), ())
        if header:
            draft.headers["Authorization"] = header
        base = self._base_url(operation, config) if "://" not in url else url
        body = Body("application/x-www-form-urlencoded", urlencode(form).encode())
        request = self._prepared(operation, draft, urljoin(f"{base}/", url), body)
        response = self._deliver(operation, request, config.timeout, config.retries)
        answer = self._answer(operation, response)
        return answer.raw if isinstance(answer, Record) else {}

    def _missing(self, wanted: Sequence[Sequence[str]], config: Configuration) -> str:
        names = " or ".join(" with ".join(each) for each in wanted)
        return f"{self._setting(config, 'AUTH')} has no credential for {names}"

    def _setting(self, config: Configuration, key: str) -> str:
        if config.place:
            return f'{config.place}["{key}"]'
        name = type(self).__name__
        setting = f'settings.MOCKGEN["{self.service}"]["{key}"]'
        return f"{name}({key.lower()}=…) (or {setting} with {name}.from_settings())"

    def _prepared(
        self,
        operation: Operation[Any],
        draft: _Draft,
        url: str,
        body: Body | None,
    ) -> requests.PreparedRequest:
        draft.headers.setdefault("User-Agent", f"{self.service}-client (mockgen)")
        if body is not None:
            draft.headers["Content-Type"] = body.content_type
        request = requests.Request(
            operation.method,
            url,
            headers=draft.headers,
            data=None if body is None else body.data,
            # any value keeps `requests` from asking ~/.netrc
            auth=self.session.auth or _no_change,
        )
        try:
            prepared = self.session.prepare_request(request)
        except requests.RequestException as error:
            raise self._failure(operation, error) from None
        name_operation(prepared, self.service, operation.key)
        return prepared

    def _deliver(
        self,
        operation: Operation[Any],
        request: requests.PreparedRequest,
        timeout: tuple[float, float] | None,
        retries: int,
    ) -> requests.Response:
        """Send until there is an answer that stands, or no retry is left."""
        world = self._world
        started = world.monotonic()
        position = _position(request)
        attempt = 0
        while True:
            outcome = self._attempt(operation, request, timeout)
            left = attempt < retries
            pause = _pause(world, operation, outcome, attempt) if left else None
            if pause is None or not _rewound(request, position):
                break
            if isinstance(outcome, requests.Response):
                outcome.close()
            world.sleep(pause)
            attempt += 1
        self._report(operation, outcome, world.monotonic() - started, attempt + 1)
        if isinstance(outcome, ServiceError):
            raise outcome
        return outcome

    def _attempt(
        self,
        operation: Operation[Any],
        request: requests.PreparedRequest,
        timeout: tuple[float, float] | None,
    ) -> requests.Response | ServiceError:
        try:
            return self._exchange(operation, request, timeout)
        except requests.RequestException as error:
            failure = self._failure(operation, error)
            if "?" not in (request.url or ""):
                # with a query, the text of the cause could show a key
                failure.__cause__ = error
            return failure

    def _exchange(
        self,
        operation: Operation[Any],
        request: requests.PreparedRequest,
        timeout: tuple[float, float] | None,
    ) -> requests.Response:
        """Send once, following redirects."""
        seen = _seen.get()
        streams = operation.streams or bool(seen and seen.streams)
        for _ in range(_MOST_REDIRECTS):
            response = self._sent(request, timeout, streams)
            following = _redirected(request, response, self.session)
            if following is None:
                return response
            response.close()
            if _origin(following.url) == _origin(request.url):
                name_operation(following, self.service, operation.key)
            request = following
        return self._sent(request, timeout, streams)

    def _sent(
        self,
        request: requests.PreparedRequest,
        timeout: tuple[float, float] | None,
        streams: bool,
    ) -> requests.Response:
        session = self.session
        url = request.url or ""
        environment = session.merge_environment_settings(url, {}, streams, None, None)
        response = session.send(
            request,
            timeout=timeout,
            allow_redirects=False,
            **environment,
        )
        if streams and not _is_success(response):
            _ = response.content  # read here, where a broken connection is expected
        return response

    def _failure(
        self,
        operation: Operation[Any] | None,
        error: requests.RequestException,
    ) -> ServiceError:
        kind: type[ServiceError] = self.errors.base
        what = "could not be sent"
        if _timed_out(error):
            kind, what = self.errors.timeout, "timed out"
        elif isinstance(error, _BROKEN):
            kind, what = self.errors.connection, "lost or never had its connection"
        elif isinstance(error, requests.exceptions.ContentDecodingError):
            kind, what = self.errors.decode, "answered with a broken encoding"
        key = operation.key if operation else ""
        message = f"{key or 'the answer'} {what}: {_shown(error)}"
        return kind(message, service=self.service, operation=key)

    def _report(
        self,
        operation: Operation[Any],
        outcome: requests.Response | ServiceError,
        duration_s: float,
        attempts: int,
    ) -> None:
        """Log a call and send the signal; neither holds what a call sends or gets."""
        error = outcome if isinstance(outcome, ServiceError) else None
        status = None if isinstance(outcome, ServiceError) else outcome.status_code
        facts: dict[str, Any] = {
            "service": self.service,
            "operation": operation.key,
            "status": status,
            "duration_s": duration_s,
            "attempts": attempts,
        }
        signals = sys.modules.get(__name__.rpartition(".")[0] + ".signals")
        if signals is not None:  # else nobody can have connected a receiver
            signals.call_finished.send_robust(type(self), error=error, **facts)
        failed = isinstance(outcome, ServiceError) or not _is_success(outcome)
        logging.getLogger(f"mockgen.{self.service}").log(
            logging.INFO if failed or attempts > 1 else logging.DEBUG,
            "%s: %s after %.3f s, attempt %d",
            operation.key,
            _outcome_text(outcome),
            duration_s,
            attempts,
            extra=facts,
        )

    def _answer(self, operation: Operation[Any], response: requests.Response) -> Any:
        status = response.status_code
        if not _is_success(response):
            raise self._status_error(operation, response)
        annotation = _documented(operation.answers, status)
        framing, _, item = (annotation or "").partition(": ")
        if item:
            read = reader(framing, lambda value: decode(item, value, _schemas()))
            return Stream(response, read, self._broken)
        try:
            if _lacks_body(operation.method, annotation, response):
                raise _UndecodableError(f"it is empty where {annotation} is documented")
            return _body(response, annotation)
        except _UndecodableError as problem:
            raise self.errors.decode(
                f"{operation.key} answered {status}, but {problem}",
                service=self.service,
                operation=operation.key,
                response=response,
            ) from problem

    def _status_error(
        self,
        operation: Operation[Any],
        response: requests.Response,
    ) -> StatusError:
        status = response.status_code
        annotation = _documented(operation.errors, status)
        try:
            body = _body(response, annotation or "JSON")
        except _UndecodableError:
            body = _text(response)
        excerpt = _excerpt(response, body)
        title = f"{status} {response.reason or ''}".rstrip()
        identifier = _request_id(response.headers)
        suffix = f" (request id {identifier})" if identifier else ""
        return self.errors.status(
            f"{operation.key} answered {title}{excerpt}{suffix}",
            service=self.service,
            operation=operation.key,
            status=status,
            body=body,
            response=response,
        )


class _Draft:
    """A request before `requests` prepares it."""

    def __init__(
        self,
        world: World,
        operation: Operation[Any],
        headers: Sequence[tuple[str, str | None]],
        query: Pairs,
        cookies: Pairs,
    ) -> None:
        self.headers: CaseInsensitiveDict[str] = CaseInsensitiveDict()
        self.headers["Accept"] = operation.accept
        for name, text in headers:
            if text is not None:
                self.headers[name] = text
        key_header = operation.idempotency_header
        if key_header and key_header not in self.headers:
            self.headers[key_header] = world.new_key()
        self._query = [f"{name}={text}" for name, text in query]
        for name, text in cookies:
            self.add("cookie", name, text)

    def add(self, location: str, name: str, text: str) -> None:
        """Add a credential, or a cookie; what the caller passes in the query stands."""
        if location == "query":
            named = f"{quote(name, safe='')}="
            if not any(pair.startswith(named) for pair in self._query):
                self._query.append(named + quote(text, safe=""))
        elif location == "cookie":
            before = self.headers.get("Cookie")
            pair = f"{name}={text}"
            self.headers["Cookie"] = f"{before}; {pair}" if before else pair
        else:
            self.headers[name] = text

    def url(self, base: str, path: str) -> str:
        """Return the URL; a path of the base stays, a template may hold a query."""
        bare, _, fixed = path.partition("#")[0].partition("?")
        query = "&".join([fixed, *self._query] if fixed else self._query)
        return base.rstrip("/") + bare + (f"?{query}" if query else "")


def name_operation(request: requests.PreparedRequest, service: str, key: str) -> None:
    """Tell whoever intercepts the request which operation it is; nothing travels."""
    vars(request).update(mockgen_service=service, mockgen_operation=key)


def _no_change(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class _Session(requests.Session):
    def resolve_redirects(
        self,
        *args: Any,
        **kwargs: Any,
    ) -> Generator[requests.Response, None, None]:
        """Resolve none: `requests` would even where it is told not to follow any."""
        yield from ()


def _new_session() -> requests.Session:
    session = _Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _default_url(server: Server) -> str:
    """Return a server's URL with its defaults, `""` where a variable has none."""
    try:
        return server.filled({})
    except MisconfiguredError:
        return ""


def _origin(url: str | None) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port (RFC 6454)."""
    parts = urlsplit(url or "")
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


def _redirected(
    request: requests.PreparedRequest,
    response: requests.Response,
    session: requests.Session,
) -> requests.PreparedRequest | None:
    """Return the request that a redirect asks for, None where it is not followed."""
    target = session.get_redirect_target(response)
    if not target or request.method not in ("GET", "HEAD"):
        return None
    origin = _origin(request.url)
    try:
        url = urljoin(request.url or "", target)
        scheme, host, _ = _origin(url)
    except ValueError:
        return None
    allowed = ("https",) if origin[0] == "https" else ("http", "https")
    if not host or scheme not in allowed:
        return None
    same = _origin(url) == origin
    kept = [name for name in request.headers if same or name.lower() in _HARMLESS]
    headers = {name: request.headers[name] for name in kept}
    return requests.Request(request.method, url, headers=headers).prepare()


def _position(request: requests.PreparedRequest) -> int | None:
    """Return where the body's file stands, None where it cannot tell."""
    tell = getattr(request.body, "tell", None)
    try:
        return None if tell is None else int(tell())
    except OSError:
        return None


def _rewound(request: requests.PreparedRequest, position: int | None) -> bool:
    """Make the body ready to be sent again; False where it cannot be."""
    if request.body is None or isinstance(request.body, str | bytes):
        return True
    seek = getattr(request.body, "seek", None)
    if position is None or seek is None:
        return False
    try:
        seek(position)
    except OSError:
        return False
    return True


def _pause(
    world: World,
    operation: Operation[Any],
    outcome: requests.Response | ServiceError,
    attempt: int,
) -> float | None:
    """Return the seconds to wait before a call is sent again, None for never."""
    pause = min(_FIRST_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S)
    if isinstance(outcome, ServiceError):
        passing = isinstance(outcome, ServiceTimeout | ServiceConnectionError)
        return world.jitter(pause) if passing and operation.idempotent else None
    status = outcome.status_code
    repeatable = operation.idempotent or status == _TOO_MANY
    if status not in _PASSING or not repeatable:
        return None
    asked = _retry_after(world, outcome.headers.get("Retry-After", ""))
    if asked is None:
        return world.jitter(pause)
    return asked if asked <= _LONGEST_RETRY_AFTER_S else None


def _retry_after(world: World, text: str) -> float | None:
    """Return the seconds that a `Retry-After` asks for (RFC 9110, section 10.2.3)."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text.strip()):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - world.now()).total_seconds())


def _timed_out(error: requests.RequestException) -> bool:
    # while a body is read, `requests` wraps urllib3's timeout in a ConnectionError
    inner = any(type(each).__name__ == "ReadTimeoutError" for each in error.args)
    return inner or isinstance(error, requests.Timeout)


def _is_success(response: requests.Response) -> bool:
    return 200 <= response.status_code <= 299


def _outcome_text(outcome: requests.Response | ServiceError) -> str:
    if isinstance(outcome, ServiceError):
        return type(outcome).__name__
    return str(outcome.status_code)


def _documented(annotations: Mapping[str, str], status: int) -> str | None:
    """Return the annotation of a status: by number, by range, or the default."""
    for key in (str(status), f"{status // 100}XX", "default"):
        if key in annotations:
            return annotations[key]
    return None


def _lacks_body(
    method: str,
    annotation: str | None,
    response: requests.Response,
) -> bool:
    """Tell whether a body is empty that is documented as more than text or null."""
    if not annotation or method == "HEAD" or response.status_code in _BODILESS:
        return False
    return not response.content and _LENIENT.isdisjoint(annotation.split(" | "))


def _body(response: requests.Response, annotation: str | None) -> Any:
    """Return the decoded body of an answer; None where it is empty or to be ignored.

    Args:
        response: the answer.
        annotation: what the document says of it, None where it says nothing.
    """
    if annotation == "" or not response.content:
        return None
    wanted = annotation or "Record"
    members = wanted.split(" | ")
    media_type = _media_type(response)
    is_json = media_type.endswith(("/json", "+json"))
    if "bytes" in members and (wanted == "bytes" or not is_json):
        return response.content
    if is_json:
        return decode(wanted, _parsed(response.content), _schemas())
    if "str" in members:
        return _text(response)
    if wanted in ("Any", "JSON") or annotation is None:
        return _text(response) if media_type.startswith("text/") else response.content
    try:
        return decode(wanted, _parsed(response.content), _schemas())
    except _UndecodableError:
        found = media_type or "without a media type"
        raise _UndecodableError(f"it is {found} where {wanted} is documented") from None


def _media_type(response: requests.Response) -> str:
    header = response.headers.get("Content-Type", "")
    return header.partition(";")[0].strip().lower()


def _parsed(content: bytes) -> JSON:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _UndecodableError("its body is no JSON or broken off") from error


def _schemas() -> Any:
    """Return the package's records, which are imported with the first answer."""
    return importlib.import_module(__name__.rpartition(".")[0] + ".schemas")


def _text(response: requests.Response) -> str:
    """Return the body as text; in UTF-8 unless the answer says otherwise."""
    if "charset=" in response.headers.get("Content-Type", "").lower():
        return response.text
    return response.content.decode("utf-8", "replace")


def _excerpt(response: requests.Response, body: Any) -> str:
    """Return the start of an error's body for a message, secrets masked."""
    if body is None or isinstance(body, bytes):
        return ""
    if isinstance(body, str) and "html" in _media_type(response):
        return ": an HTML page"
    try:
        shown = body if isinstance(body, str) else repr(masked(body))
    except RecursionError:
        return ": JSON nested too deep to be shown"
    line = " ".join(shown.split())
    line = "".join(character for character in line if character.isprintable())
    return f": {line[:_EXCERPT]}…" if len(line) > _EXCERPT else f": {line}"


def _request_id(headers: Mapping[str, str]) -> str:
    for name, value in headers.items():
        if _REQUEST_ID.search(name):
            return value
    return ""


def _shown(error: requests.RequestException) -> str:
    """Return the text of an error without queries and users of the URLs in it."""
    text = re.sub(r"\?[^\s'\")]*", "?…", str(error))
    return re.sub(r"//[^/@\s]*@", "//…@", text)


_HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})
_BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
