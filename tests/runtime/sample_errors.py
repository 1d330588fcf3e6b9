"""Becomes `errors.py` of the throw-away package."""

from .transport import (
    ServiceConfigurationError,
    ServiceConnectionError,
    ServiceDecodeError,
    ServiceError,
    ServiceTimeout,
    StatusError,
)


class PaymentsError(ServiceError):
    pass


class PaymentsStatusError(PaymentsError, StatusError):
    pass


class PaymentsTimeout(PaymentsError, ServiceTimeout):
    pass


class PaymentsConnectionError(PaymentsError, ServiceConnectionError):
    pass


class PaymentsDecodeError(PaymentsError, ServiceDecodeError):
    pass


class PaymentsConfigurationError(PaymentsError, ServiceConfigurationError):
    pass
