"""mockgen: a typed Django client, valid fakes and a contract-checked mock from an OpenAPI document."""

__version__ = "0.1.0"
