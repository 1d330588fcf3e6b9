"""Which maker a scalar is drawn from, and that whatever it makes satisfies the schema."""

import ipaddress
import re
from fractions import Fraction

import jsonschema_rs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockgen.build import provider_rules as rules
from mockgen.build.providers import Provider, provider, tokens
from mockgen.testing.makers import Makers
from mockgen.testing.values import UnsatisfiableSchema, Values


def maker(fake, made):
    """Return the maker that a factory would name."""
    found = getattr(fake, made.method)
    inner = [maker(fake, made.inner)] if made.inner else []
    if inner or made.args or made.keywords:
        return found(*inner, *made.args, **dict(made.keywords))
    return found


def make(name, schema, seed=0):
    fake = Values(seed)
    return fake.draw(maker(fake, provider(name, schema)), name)


def is_valid(schema, value):
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)


def code(made):
    """Return a maker as a factory prints it."""
    inner = [code(made.inner)] if made.inner else []
    keywords = [f"{key}={value!r}" for key, value in made.keywords]
    arguments = ", ".join([*inner, *map(repr, made.args), *keywords])
    return f"{made.method}({arguments})" if arguments else made.method


# -- what is chosen ---------------------------------------------------------------------------

STRINGS = [
    ("email", {}, "email"),
    ("customerEmail", {}, "email"),
    ("EMAIL-ADDRESS", {}, "email"),
    ("email", {"format": "uuid"}, "uuid"),
    ("anything", {"format": "date-time"}, "date_time"),
    ("anything", {"format": "URL"}, "url"),
    ("avatar_url", {"format": "uri"}, "image_url"),
    ("anything", {"contentEncoding": "base64"}, "byte"),
    ("first_name", {}, "first_name"),
    ("name", {}, "name"),
    ("name", {"description": "The customer's full name."}, "name"),
    ("name", {"description": "Name of the repository."}, "label"),
    ("name", {"description": "Legal name of the company."}, "company"),
    ("postal_code", {}, "postcode"),
    ("zip", {"pattern": r"^\d{5}$"}, r"matching(postcode, '^\\d{5}$')"),
    ("line1", {}, "street_address"),
    ("phone", {}, "phone_number"),
    ("ip", {}, "ipv4"),
    ("userAgent", {}, "user_agent"),
    ("iban", {}, "iban"),
    ("currency", {"minLength": 3, "maxLength": 3}, "currency_code"),
    ("currency", {"example": "eur"}, "currency_code_lower"),
    ("currency", {"description": "ISO 4217, in lowercase."}, "currency_code_lower"),
    ("currency", {"maxLength": 2}, "text(0, 2)"),
    ("country", {}, "country"),
    ("country", {"maxLength": 2}, "country_code"),
    ("country", {"example": "DEU"}, "country_code3"),
    ("country", {"description": "Two-letter country code (ISO 3166-1 alpha-2)"}, "country_code"),
    ("created_at", {}, "date_time"),
    ("created_at", {"example": "2024-05-06"}, "date"),
    ("start_date", {}, "date"),
    ("id", {}, "token"),
    ("id", {"example": "ch_1a2B3c4D"}, "identifier('ch_', 8)"),
    ("id", {"example": "sk_test_0042"}, "identifier('sk_test_', 4, '0123456789')"),
    ("id", {"examples": ["6ba7b810-9dad-11d1-80b4-00c04fd430c8"]}, "uuid"),
    ("id", {"pattern": "^ch_"}, "identifier('ch_', 16)"),
    ("id", {"pattern": "^[a-z]{20}$"}, "pattern('^[a-z]{20}$')"),
    ("code", {"example": "AB-1234"}, "like('AB-1234')"),
    ("kind", {"example": "in_transit"}, "pick('in_transit')"),
    ("status", {}, "pick('active', 'pending', 'completed')"),
    ("status", {"example": "succeeded"}, "pick('succeeded')"),
    ("field", {"description": "A UUID that the caller chose"}, "uuid"),
    ("field", {"description": "The email address to write to"}, "email"),
    ("name", {"maxLength": 10}, "fitted(name, 0, 10)"),
    ("name", {"maxLength": 255}, "name"),
    ("field", {}, "words"),
    ("field", {"minLength": 5, "maxLength": 9}, "text(5, 9)"),
    ("at", {"format": "date-time", "pattern": "Z$"}, "matching(date_time, 'Z$', strict=True)"),
    ("to", {"format": "email", "maxLength": 9}, "fitted(email, 0, 9, strict=True)"),
]

NUMBERS = [
    ("integer", "amount", {}, "amount"),
    ("number", "amount", {}, "price"),
    ("string", "amount", {}, "decimal_text"),
    ("integer", "amountCents", {"minimum": 1}, "amount"),
    ("integer", "amount", {"maximum": 50}, "integer(0, 50)"),
    ("integer", "amount", {"minimum": 50_000}, "integer(50000, 99999)"),
    ("integer", "created", {}, "unix_time"),
    ("integer", "anything", {"format": "unix-time"}, "unix_time"),
    ("integer", "since", {"description": "Seconds since the Unix epoch"}, "unix_time"),
    ("number", "lat", {}, "latitude"),
    ("number", "longitude", {"minimum": -180, "maximum": 180}, "longitude"),
    ("number", "lat", {"minimum": 0}, "number(0, 90)"),
    ("number", "ratio", {}, "number(0, 1)"),
    ("number", "price", {"multipleOf": 0.01}, "number(1, 1000, 0.01)"),
    ("integer", "quantity", {}, "integer(1, 10)"),
    ("integer", "field", {}, "integer(0, 1000)"),
    ("integer", "field", {"format": "int8"}, "integer(0, 127)"),
    ("integer", "field", {"exclusiveMinimum": 3, "maximum": 9}, "integer(4, 9)"),
    ("integer", "field", {"minimum": 0, "maximum": 2**40}, "integer(0, 1000)"),
    ("number", "field", {"exclusiveMinimum": 0}, "number(0, 1000, exclusive_lo=True)"),
    ("boolean", "email", {}, "boolean"),
]


@pytest.mark.parametrize(("name", "schema", "expected"), STRINGS)
def test_maker_of_a_string(name, schema, expected):
    assert code(provider(name, {"type": "string", **schema})) == expected


@pytest.mark.parametrize(("kind", "name", "schema", "expected"), NUMBERS)
def test_maker_of_a_number(kind, name, schema, expected):
    assert code(provider(name, {"type": kind, **schema})) == expected


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "string", "minLength": 5, "maxLength": 3}, "minLength 5 is above maxLength 3"),
        ({"type": "string", "format": "uuid", "maxLength": 32}, "the 36 characters of format uuid"),
        ({"type": "string", "format": "date", "minLength": 11}, "the 10 characters of format date"),
        ({"type": "integer", "minimum": 5, "maximum": 3}, "minimum 5, maximum 3"),
        ({"type": "integer", "minimum": 0.2, "maximum": 0.8}, "minimum 0.2, maximum 0.8"),
        ({"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7}, "multipleOf 7"),
        ({"type": "integer", "minimum": 300, "format": "uint8"}, "minimum 300, format uint8"),
        ({"type": "number", "exclusiveMinimum": 1, "maximum": 1}, "exclusiveMinimum 1"),
        ({"type": "number", "minimum": 0.11, "maximum": 0.19, "multipleOf": 0.1}, "multipleOf 0.1"),
    ],
)
def test_a_contradiction_is_named(schema, reason):
    made = provider("field", schema)
    assert made.method == "never" and reason in made.args[0]
    with pytest.raises(UnsatisfiableSchema, match=re.escape(reason)):
        make("field", schema)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerEmail", ("customer", "email")),
        ("HTTPStatusCode", ("http", "status", "code")),
        ("address_line-1", ("address", "line", "1")),
        ("last4", ("last", "4")),
        ("", ()),
        ("ключ", ()),
    ],
)
def test_words_of_a_name(name, words):
    assert tokens(name) == words


# -- the tables and the makers agree ----------------------------------------------------------

MAKERS = {name for name in vars(Makers) if not name.startswith("_")}
TEXTS = sorted({*rules.STRING_NAMES, *rules.ASSERTED.values(), *rules.ANNOTATED.values()})


def test_every_rule_names_a_maker():
    windows = [*rules.NUMBER_NAMES, *rules.INTEGER_NAMES, *rules.DECIMAL_NAMES]
    windows += [*rules.NUMBER_FORMATS.values(), *(window for _, window in rules.NUMBER_HINTS)]
    named = {*TEXTS, *rules.LENGTHS, *rules.CODES, *rules.EXAMPLE_FIRST}
    named |= {method for _, method in rules.STRING_HINTS} | {window.method for window in windows}
    assert named - {""} <= MAKERS


@pytest.mark.parametrize("method", TEXTS)
def test_makers_keep_the_lengths_that_bounds_are_compared_with(method):
    least, most = rules.LENGTHS.get(method, rules.USUAL_LENGTHS)
    fake = Values()
    for seed in range(300):
        value = fake.draw(getattr(fake, method), seed)
        assert least <= len(value) <= most, value
        assert value == value.strip()


def test_a_name_has_one_rule():
    for tables in (
        [rules.STRING_NAMES],
        [rules.NUMBER_NAMES, rules.INTEGER_NAMES],
        [rules.NUMBER_NAMES, rules.DECIMAL_NAMES],
    ):
        names = [name for table in tables for entry in table.values() for name in entry]
        clashes = {name for name in names if names.count(name) > 1}
        assert clashes <= {"score", "progress", "total"}, clashes


def test_makers_of_numbers_stay_in_their_windows():
    fake = Values()
    for window in [*rules.NUMBER_NAMES, *rules.INTEGER_NAMES, *rules.DECIMAL_NAMES]:
        if window.method:
            values = [fake.draw(getattr(fake, window.method), seed) for seed in range(300)]
            assert window.low <= min(values) and max(values) <= window.high


# -- nothing real -----------------------------------------------------------------------------


def test_hosts_addresses_and_telephone_numbers_are_reserved():
    fake = Values()
    domain = re.compile(r"(?:[\w-]+\.)*(?:example\.(?:com|org|net))")
    networks = [
        ipaddress.ip_network(block) for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    ]
    for seed in range(200):
        for method in ("url", "image_url", "uri_template"):
            host = fake.draw(getattr(fake, method), seed).split("/")[2]
            assert domain.fullmatch(host)
        assert domain.fullmatch(fake.draw(fake.hostname, seed))
        assert domain.fullmatch(fake.draw(fake.email, seed).partition("@")[2])
        assert re.fullmatch(r"\+1-555-01\d\d", fake.draw(fake.phone_number, seed))
        for method in ("ipv4", "ipv6"):
            address = ipaddress.ip_address(fake.draw(getattr(fake, method), seed))
            assert any(address in network for network in networks)


@pytest.mark.parametrize(
    "pattern",
    [r"^\+[1-9]\d{1,14}$", r"^\d{10}$", r"^\+?\d+$", r"^\(\d{3}\) \d{3}-\d{4}$", "^[0-9]{7}$"],
)
def test_telephone_numbers_of_a_pattern_are_reserved(pattern):
    value = make("phone", {"type": "string", "pattern": pattern})
    assert re.fullmatch(pattern, value) and "55501" in re.sub(r"\D", "", value)


def test_dates_do_not_depend_on_the_clock():
    fake = Values()
    for seed in range(300):
        assert "2024-01-01" <= fake.draw(fake.date, seed) <= "2025-12-31"
        assert "2024-01-01" <= fake.draw(fake.date_time, seed) < "2026"


def test_ibans_have_valid_check_digits():
    fake = Values()
    for seed in range(100):
        iban = fake.draw(fake.iban, seed)
        assert int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def test_a_cut_email_and_url_keep_their_reserved_domain():
    for hi in range(6, 60):
        email = make("to", {"type": "string", "format": "email", "maxLength": hi})
        assert email.endswith(("@example.com", "@example.org", "@example.net", "@test"))
        url = make("to", {"type": "string", "format": "uri", "maxLength": hi})
        assert re.match(r"https://example\.(com|org|net)/|urn:example:|x:", url)


# -- validity ---------------------------------------------------------------------------------

seeds = st.integers(0, 10**6)
names = st.sampled_from(
    sorted(
        {
            "field",
            *(name for entry in rules.STRING_NAMES.values() for name in entry),
            *(name for entry in rules.NUMBER_NAMES.values() for name in entry),
            *(name for entry in rules.INTEGER_NAMES.values() for name in entry),
            *(name for entry in rules.DECIMAL_NAMES.values() for name in entry),
        }
    )
)
formats = st.sampled_from(sorted({*rules.ASSERTED, *rules.ANNOTATED, "unheard-of"}))


def pieces(**strategies):
    """Draw a schema with any of these keywords."""
    return st.fixed_dictionaries({}, optional=strategies)


@given(
    names,
    st.integers(0, 200),
    st.none() | st.integers(0, 200),
    pieces(
        example=st.text(max_size=40),
        description=st.sampled_from(["", "ISO 4217", "the URL", "UUID", "in lowercase"]),
        format=st.sampled_from(["unheard-of", "slug", "url", "hex", "phone", "currency", "date_time"]),
    ),
    seeds,
)
def test_strings_of_any_name_and_length_are_valid(name, lo, more, rest, seed):
    schema = {"type": "string", "minLength": lo, **rest}
    if more is not None:
        schema["maxLength"] = lo + more
    value = make(name, schema, seed)
    assert is_valid(schema, value)
    value.encode()


@given(names, formats, seeds, st.integers(0, 40), st.integers(0, 40))
def test_strings_of_a_format_are_valid_around_any_length_that_it_has(name, format_, seed, less, more):
    schema = {"type": "string", "format": format_}
    value = make(name, schema, seed)
    assert is_valid(schema, value)
    schema |= {"minLength": max(0, len(value) - less), "maxLength": len(value) + more}
    assert is_valid(schema, make(name, schema, seed + 1))


@pytest.mark.parametrize("format_", sorted(rules.ASSERTED))
def test_formats_are_valid_at_every_length_they_can_have(format_):
    made = 0
    for size in range(0, 120):
        schema = {"type": "string", "format": format_, "minLength": size, "maxLength": size}
        try:
            value = make("field", schema, size)
        except UnsatisfiableSchema:
            continue
        made += 1
        assert is_valid(schema, value), value
    assert made >= 1
    assert made >= 20 or format_ in ("uuid", "date", "ipv4")


@given(
    names,
    seeds,
    st.sampled_from(["^[A-Z]{2}$", "^[a-z]{3}$", r"^\d{5}$", "^https://", "@", r"^\w+$", "^.{10,}$"]),
)
def test_strings_of_a_pattern_are_valid_whatever_the_name(name, seed, pattern):
    schema = {"type": "string", "pattern": pattern}
    assert is_valid(schema, make(name, schema, seed))


PATTERNS_OF_FORMATS = [
    ("date-time", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"),
    ("date-time", r"\+00:00$"),
    ("date", r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$"),
    ("uuid", "^[0-9A-F-]{36}$"),
    ("uri", r"^https://[^#]+\.pdf$"),
    ("uri", r"^http://"),
    ("email", r"^[a-z]+@"),
    ("ipv4", r"^10\."),
    ("hostname", r"^[a-z]+$"),
]


@pytest.mark.parametrize(("format_", "pattern"), PATTERNS_OF_FORMATS)
def test_a_pattern_beside_a_format_is_matched_in_the_format(format_, pattern):
    schema = {"type": "string", "format": format_, "pattern": pattern}
    for seed in range(20):
        assert is_valid(schema, make("field", schema, seed))


@given(
    names,
    seeds,
    st.integers(-(2**70), 2**70) | st.integers(-50, 50),
    st.none() | st.integers(0, 2**65) | st.integers(0, 9),
    st.none() | st.integers(0, 2**65) | st.integers(0, 9),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(1, 60) | st.sampled_from([0.5, 1.5, 0.01, 2.0]),
)
def test_integers_are_valid(name, seed, witness, under, over, open_low, open_high, step):
    schema = {"type": "integer"}
    if step is not None:
        schema["multipleOf"] = step
        witness *= Fraction(str(step)).numerator
    if under is not None:
        schema["exclusiveMinimum" if open_low else "minimum"] = witness - under - open_low
    if over is not None:
        schema["exclusiveMaximum" if open_high else "maximum"] = witness + over + open_high
    value = make(name, schema, seed)
    assert type(value) is int
    assert under is None or witness - under <= value
    assert over is None or value <= witness + over
    assert step is None or (Fraction(value) / Fraction(str(step))).denominator == 1
    if abs(value) < 2**53:
        assert is_valid(schema, value)


finite = st.floats(-1e12, 1e12, allow_subnormal=False) | st.integers(-1000, 1000).map(float)


@given(names, seeds, finite, finite, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_numbers_are_valid(name, seed, one, other, has_low, has_high, open_low, open_high):
    low, high = sorted((one, other))
    assume(high - low > 1e-6 or not (has_low and has_high) or not (open_low or open_high))
    schema = {"type": "number"}
    if has_low:
        schema["exclusiveMinimum" if open_low else "minimum"] = low
    if has_high:
        schema["exclusiveMaximum" if open_high else "maximum"] = high
    assert is_valid(schema, make(name, schema, seed))


@given(
    names,
    seeds,
    st.sampled_from([0.01, 0.1, 0.5, 0.25, 0.001, 1, 5, 2.5, 0.3, 1e-6]),
    st.integers(-(10**6), 10**6),
    st.integers(0, 300),
)
def test_multiples_are_valid(name, seed, step, factor, count):
    low, high = (float(Fraction(str(step)) * k) for k in (factor, factor + count))
    schema = {"type": "number", "multipleOf": step, "minimum": low, "maximum": high}
    assert is_valid(schema, make(name, schema, seed))


def test_a_multiple_is_one_for_a_validator_that_divides_floats_too():
    schema = {"type": "number", "multipleOf": 0.01}
    for seed in range(200):
        assert (make("field", schema, seed) / 0.01).is_integer()


def test_a_provider_is_hashable_and_literal():
    made = provider("email", {"type": "string", "maxLength": 9})
    assert made == Provider("fitted", (0, 9), inner=Provider("email"))
    assert len({made, provider("email", {"type": "string", "maxLength": 9})}) == 1
