"""What a rule for fakes may name: makers of mockgen, providers of Faker, the locales of Faker.

Nothing else passes, from a configuration or from a document's `x-faker`: a name that stands here is looked up at run
time, and arguments are literals of the types that stand here. Left out are providers of Faker whose values change from
one day to the next, and those that nest or fill a disk; what could reach somebody (addresses, numbers, domains) is made
by mockgen's own makers instead.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from mockgen.diagnostics import did_you_mean

LONGEST = 10_000
"""The greatest size that an argument may ask for: the arguments of a document are not to be trusted."""
_WIDEST = 10**15


def _words(text: str) -> list[str]:
    return text.split()


MAKERS: Mapping[str, str] = {
    **dict.fromkeys(
        _words(
            "address address_unit bic binary_text birth_date byte card_brand card_last4 card_number city color company "
            "country home_country home_country_code home_country_code3 error_code error_message "
            "country_code country_code3 country_code_lower currency_code currency_code_lower date date_time "
            "decimal_text digits duration email file_name file_path first_name hostname http_date iban image_url "
            "ipv4 ipv6 job json_pointer label language_code last_name latitude_text longitude_text locale "
            "mac_address md5 mime_type name quantity_text year_month "
            "paragraph password phone_digits phone_number postcode regex relative_json_pointer sentence sha1 "
            "sha256 sku slug state state_code street_address time timezone title token ulid uri_reference "
            "uri_template url user_agent username uuid version word words"
        ),
        "string",
    ),
    **dict.fromkeys(_words("amount day month unix_milliseconds unix_time year"), "integer"),
    **dict.fromkeys(_words("latitude longitude percentage price"), "number"),
    "boolean": "boolean",
}
"""The makers of mockgen, attributes of `Values`, and the type of what each makes."""

_PLAIN = (
    "aba bank_country bban bs building_number catch_phrase city_prefix city_suffix color_name company_suffix "
    "country_calling_code cryptocurrency_code cryptocurrency_name currency_name currency_symbol current_country "
    "current_country_code doi domain_word emoji file_extension first_name_female first_name_male "
    "first_name_nonbinary http_method iana_id isbn10 isbn13 job_female job_male language_name last_name_female "
    "last_name_male license_plate name_female name_male name_nonbinary prefix prefix_female "
    "prefix_male pricetag random_letter random_lowercase_letter random_uppercase_letter rgb_color rgb_css_color "
    "secondary_address street_name street_suffix suffix suffix_female suffix_male swift11 tld unix_device "
    "unix_partition uri_extension uri_page uri_path vin"
)
_COUNTS = "http_status_code port_number random_digit random_digit_not_null"

PROVIDERS: Mapping[str, tuple[str, Mapping[str, type]]] = {
    **{name: ("string", {}) for name in _PLAIN.split()},
    **{name: ("integer", {}) for name in _COUNTS.split()},
    "bothify": ("string", {"text": str, "letters": str}),
    "numerify": ("string", {"text": str}),
    "lexify": ("string", {"text": str, "letters": str}),
    "hexify": ("string", {"text": str, "upper": bool}),
    "ean": ("string", {"length": int}),
    "pystr": ("string", {"min_chars": int, "max_chars": int, "prefix": str, "suffix": str}),
    "text": ("string", {"max_nb_chars": int}),
    "random_int": ("integer", {"min": int, "max": int, "step": int}),
    "random_number": ("integer", {"digits": int, "fix_len": bool}),
    "pyint": ("integer", {"min_value": int, "max_value": int, "step": int}),
    **{
        name: (
            "number",
            {
                "left_digits": int,
                "right_digits": int,
                "positive": bool,
                "min_value": float,
                "max_value": float,
            },
        )
        for name in ("pyfloat", "pydecimal")
    },
    "pybool": ("boolean", {"truth_probability": int}),
}
"""Providers of Faker that a rule may name: the type of what each makes, and the types of its arguments."""

OWN: Mapping[str, str] = {
    **{name: name for name in MAKERS},
    **dict.fromkeys(_words("ascii_company_email ascii_email ascii_free_email ascii_safe_email"), "email"),
    **dict.fromkeys(_words("company_email free_email safe_email"), "email"),
    **dict.fromkeys(_words("domain_name safe_domain_name free_email_domain"), "hostname"),
    **dict.fromkeys(_words("basic_phone_number msisdn"), "phone_number"),
    **dict.fromkeys(_words("ipv4_private ipv4_public"), "ipv4"),
    **dict.fromkeys(_words("chrome firefox safari opera internet_explorer"), "user_agent"),
    **dict.fromkeys(_words("uuid4 uuid1 uuid7"), "uuid"),
    **dict.fromkeys(_words("color hex_color safe_hex_color"), "color"),
    "credit_card_number": "card_number",
    "credit_card_provider": "card_brand",
    "iso8601": "date_time",
    "state_abbr": "state_code",
    "swift": "bic",
    "swift8": "bic",
    "uri": "url",
    "user_name": "username",
    "zipcode": "postcode",
}
"""Names of Faker that stand for a maker of mockgen: it draws no real domain or number, and the same on every day."""

JAVASCRIPT: Mapping[str, str] = {
    "address.city": "city",
    "address.country": "country",
    "address.countryCode": "country_code",
    "address.latitude": "latitude",
    "address.longitude": "longitude",
    "address.state": "state",
    "address.stateAbbr": "state_code",
    "address.streetAddress": "street_address",
    "address.streetName": "street_name",
    "address.timeZone": "timezone",
    "address.zipCode": "postcode",
    "commerce.department": "word",
    "commerce.price": "decimal_text",
    "commerce.product": "label",
    "commerce.productName": "label",
    "company.bs": "bs",
    "company.catchPhrase": "catch_phrase",
    "company.companyName": "company",
    "company.name": "company",
    "datatype.boolean": "boolean",
    "datatype.datetime": "date_time",
    "datatype.float": "pyfloat",
    "datatype.number": "random_int",
    "datatype.string": "token",
    "datatype.uuid": "uuid",
    "date.future": "date_time",
    "date.past": "date_time",
    "date.recent": "date_time",
    "date.soon": "date_time",
    "finance.account": "digits",
    "finance.amount": "decimal_text",
    "finance.bic": "bic",
    "finance.creditCardNumber": "card_number",
    "finance.currencyCode": "currency_code",
    "finance.currencyName": "currency_name",
    "finance.currencySymbol": "currency_symbol",
    "finance.iban": "iban",
    "image.avatar": "image_url",
    "image.imageUrl": "image_url",
    "image.url": "image_url",
    "internet.avatar": "image_url",
    "internet.color": "color",
    "internet.domainName": "hostname",
    "internet.domainWord": "domain_word",
    "internet.email": "email",
    "internet.exampleEmail": "email",
    "internet.ip": "ipv4",
    "internet.ipv4": "ipv4",
    "internet.ipv6": "ipv6",
    "internet.mac": "mac_address",
    "internet.password": "password",
    "internet.port": "port_number",
    "internet.url": "url",
    "internet.userAgent": "user_agent",
    "internet.userName": "username",
    "internet.username": "username",
    "location.city": "city",
    "location.country": "country",
    "location.countryCode": "country_code",
    "location.latitude": "latitude",
    "location.longitude": "longitude",
    "location.state": "state",
    "location.street": "street_name",
    "location.streetAddress": "street_address",
    "location.timeZone": "timezone",
    "location.zipCode": "postcode",
    "lorem.paragraph": "paragraph",
    "lorem.sentence": "sentence",
    "lorem.slug": "slug",
    "lorem.text": "paragraph",
    "lorem.word": "word",
    "lorem.words": "words",
    "name.findName": "name",
    "name.firstName": "first_name",
    "name.fullName": "name",
    "name.jobTitle": "job",
    "name.lastName": "last_name",
    "name.prefix": "prefix",
    "name.suffix": "suffix",
    "number.float": "pyfloat",
    "number.int": "random_int",
    "person.firstName": "first_name",
    "person.fullName": "name",
    "person.jobTitle": "job",
    "person.lastName": "last_name",
    "person.prefix": "prefix",
    "person.suffix": "suffix",
    "phone.number": "phone_number",
    "phone.phoneNumber": "phone_number",
    "random.alphaNumeric": "token",
    "random.boolean": "boolean",
    "random.number": "random_int",
    "random.uuid": "uuid",
    "random.word": "word",
    "random.words": "words",
    "string.uuid": "uuid",
    "system.fileName": "file_name",
    "system.filePath": "file_path",
    "system.mimeType": "mime_type",
    "system.semver": "version",
}
"""Names of faker.js, the library for JavaScript, and what stands for them here."""

CONVERTIBLE: Mapping[str, tuple[str, ...]] = {
    "string": ("string", "integer", "number", "boolean"),
    "number": ("number", "integer"),
    "integer": ("integer",),
    "boolean": ("boolean",),
}
"""The types that each scalar type of a schema can be made of."""

LOCALES = frozenset(
    _words(
        "ar_AA ar_AE ar_BH ar_EG ar_JO ar_PS ar_SA az_AZ bg_BG bn_BD bs_BA cs_CZ da_DK de_AT de_CH de_DE "
        "el_CY el_GR en_AU en_BD en_CA en_GB en_IE en_IN en_NZ en_PH en_TH en_US es_AR es_CA es_CL es_CO "
        "es_ES es_MX et_EE fa_IR fi_FI fr_BE fr_CA fr_CH fr_FR ga_IE he_IL hi_IN hr_HR hu_HU hy_AM id_ID "
        "it_CH it_IT ja_JP ka_GE ko_KR lb_LU lt_LT lv_LV mt_MT ne_NP nl_BE nl_NL no_NO pl_PL pt_BR pt_PT "
        "ro_RO ru_RU sk_SK sl_SI sq_AL sv_SE ta_IN th_TH tl_PH tr_TR uk_UA vi_VN zh_CN zh_TW"
    )
)


class RefusedError(Exception):
    """Nothing that a rule may name; the first argument says why, the second what to do."""


@dataclasses.dataclass(frozen=True)
class Drawn:
    """A maker of mockgen, or a provider of Faker with its arguments.

    Attributes:
        name: of either.
        kind: the type of what it makes: `string`, `integer`, `number` or `boolean`.
        is_faker: whether Faker makes it.
        options: arguments by name, literals of the types in `PROVIDERS`.
    """

    name: str
    kind: str
    is_faker: bool = False
    options: tuple[tuple[str, Any], ...] = ()


def maker(name: str) -> Drawn:
    """Return a maker of mockgen.

    Raises:
        RefusedError: there is none of this name.
    """
    if name in MAKERS:
        return Drawn(name, MAKERS[name])
    if name in PROVIDERS or name in OWN:
        raise RefusedError(f'"{name}" is no maker of mockgen', f'write {{faker = "{name}"}}')
    raise RefusedError(f'there is no maker "{name}"', did_you_mean(name, MAKERS))


def provider(name: str, options: Mapping[str, Any]) -> Drawn:
    """Return a provider of Faker, or the maker of mockgen that stands for it.

    Raises:
        RefusedError: it is not one that a rule may name, or does not take these arguments.
    """
    if name in PROVIDERS:
        kind, known = PROVIDERS[name]
        for key, value in options.items():
            _check_argument(name, key, value, known)
        _check_order(name, options)
        return Drawn(name, kind, True, tuple(options.items()))
    if name not in OWN:
        raise RefusedError(
            f'"{name}" is no provider of Faker that a rule may name', did_you_mean(name, [*PROVIDERS, *OWN])
        )
    if options:
        raise RefusedError(f'mockgen makes "{name}" itself, without arguments', "leave them out")
    return Drawn(OWN[name], MAKERS[OWN[name]])


def read_x_faker(value: Any) -> Drawn:
    """Return what a document's `x-faker` names: `internet.email`, `company_email`, `{bothify: ["??-##"]}`.

    Raises:
        RefusedError: nothing that a rule may name.
    """
    if isinstance(value, str):
        return _named(value, {})
    if not isinstance(value, Mapping) or len(value) != 1:
        raise RefusedError("it must be a name, or one name with its arguments", "")
    name, given = next(iter(value.items()))
    if not isinstance(name, str):
        raise RefusedError("it must be a name, or one name with its arguments", "")
    if isinstance(given, Sequence) and not isinstance(given, str):
        if len(given) == 1 and isinstance(given[0], Mapping):
            given = given[0]  # faker.js takes its options as one object
        else:
            known = PROVIDERS.get(name, ("", {}))[1]
            if len(given) > len(known):
                raise RefusedError(f'"{name}" does not take {len(given)} arguments', "")
            given = dict(zip(known, given, strict=False))
    if not isinstance(given, Mapping):
        raise RefusedError("its arguments must be a list or a mapping", "")
    return _named(name, {str(key): argument for key, argument in given.items()})


def _named(name: str, options: Mapping[str, Any]) -> Drawn:
    name = name.removeprefix("faker.")
    return provider(JAVASCRIPT.get(name, name), options)


def _check_argument(name: str, key: str, value: Any, known: Mapping[str, type]) -> None:
    if key not in known:
        raise RefusedError(f'"{name}" takes no argument "{key}"', did_you_mean(key, known))
    wanted = (int, float) if known[key] is float else (known[key],)
    if not isinstance(value, wanted) or (isinstance(value, bool) and known[key] is not bool):
        raise RefusedError(f'the argument "{key}" of "{name}" is not of the type {known[key].__name__}', "")
    if isinstance(value, str) and len(value) > LONGEST:
        raise RefusedError(f'the argument "{key}" of "{name}" is too long', "")
    most = _WIDEST if key in ("min", "max", "min_value", "max_value") else LONGEST
    if isinstance(value, (int, float)) and not abs(value) <= most:
        raise RefusedError(f'the argument "{key}" of "{name}" is beyond {most}', "")


def _check_order(name: str, options: Mapping[str, Any]) -> None:
    for low, high in (("min", "max"), ("min_value", "max_value"), ("min_chars", "max_chars")):
        if low in options and high in options and options[low] > options[high]:
            raise RefusedError(f'the argument "{low}" of "{name}" is above "{high}"', "")
