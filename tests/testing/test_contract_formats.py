import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockgen.testing.format_checks import CHECKS

LEGAL = {
    "byte": ["", "aGk=", "aGkh"],
    "date": ["2024-02-29", "0000-01-01"],
    "date-time": ["2024-01-01T00:00:00Z", "2024-01-01t22:59:60.5-01:00"],
    "duration": ["P1D", "PT1H1M1S", "P1W", "P1Y2M3DT4H"],
    "email": ["a@b", "a.b+c@d.ef", '"a b"@c.d', "a@[127.0.0.1]", "a@[IPv6:::1]", "A B <a@b.c>"],
    "hostname": ["a", "xn--nxasmq6b", "1.2.3.4", "a" * 63],
    "idn-email": ["é@ß.example", "a@b"],
    "idn-hostname": ["é.example", "a"],
    "ipv4": ["1.2.3.4"],
    "ipv6": ["::", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"],
    "iri": ["http://é/é?é#é", "a:b"],
    "iri-reference": ["é", ""],
    "json-pointer": ["", "/a~1b/0"],
    "regex": ["^a$", r"\p{L}", "(?<n>a)"],
    "relative-json-pointer": ["0", "1/a", "2#"],
    "time": ["00:00:00Z", "23:59:60Z", "00:00:00.5+01:00"],
    "uri": ["http://a", "urn:x", "mailto:a@b.c", "http://[::1]:80/a?b#c", "http:", "a:?"],
    "uri-reference": ["", "a/b:c", "//a", "?a", "#a"],
    "uri-template": ["/a/{b}", "{?x,y*}", "{+a:3}", "{%41}"],
    "uuid": ["12345678-1234-1234-1234-123456789aBc"],
}
ILLEGAL = {
    "byte": ["a", "aGk", "é", "a Gk="],
    "date": ["2023-02-29", "2024-13-01", "2024-1-01", "\uff12024-01-01", "2024-01-01T"],
    "date-time": ["2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T24:00:00Z"],
    "duration": ["P", "PT", "P1W1D", "PT1.5S", "P1Y1D", "P2S"],
    "email": ["a", "a@", "é@b.c", "a..b@c.d", "a@-b", "a@b_c", "x" * 65 + "@b.c", "a@[::1]"],
    "hostname": ["", "-a", "a_b", "a.", "é", "a" * 64, "ab--c", "xn--X"],
    "idn-email": ["a", "a@"],
    "idn-hostname": ["", "-é", "a b"],
    "ipv4": ["01.2.3.4", "1.2.3", "256.1.1.1"],
    "ipv6": ["1::2::3", "fe80::1%eth0", "12345::", "[::1]"],
    "iri": ["é", "é:a", "http://a b"],
    "iri-reference": ["a b", "\\"],
    "json-pointer": ["a", "/~", "/~2"],
    "regex": ["(", "a{2,1}", "(?i)a", "{", "a++"],
    "relative-json-pointer": ["01", "-1", "0##", "/a"],
    "time": ["00:00:00", "22:59:60Z", "24:00:00Z", "00:00:00.Z"],
    "uri": ["", "a", "//a", "http://a b", "http://é", "http://[::1", "http://a:b", "http://a/%zz"],
    "uri-reference": ["a b", "1:b", "%zz", "\\", "#a#b"],
    "uri-template": ["{", "}", "{}", "{a:0}", "{a-b}", "a b", "<"],
    "uuid": ["12345678123412341234123456789abc", "{12345678-1234-1234-1234-123456789abc}"],
}


def judged(name, text):
    return jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True).is_valid(text)


def test_every_format_has_examples():
    assert LEGAL.keys() == ILLEGAL.keys() == CHECKS.keys()


@pytest.mark.parametrize("name", CHECKS)
def test_verdicts(name):
    assert [text for text in LEGAL[name] if not CHECKS[name](text)] == []
    assert [text for text in ILLEGAL[name] if CHECKS[name](text)] == []


@pytest.mark.parametrize("name", sorted(CHECKS.keys() - {"byte"}))
def test_the_independent_judge_agrees(name):
    assert [text for text in LEGAL[name] if not judged(name, text)] == []
    assert [text for text in ILLEGAL[name] if judged(name, text)] == []


@settings(deadline=None)
@given(st.data())
def test_the_independent_judge_agrees_on_neighbours(data):
    # dates and times are left out: the judge takes "0/" for two digits
    name = data.draw(st.sampled_from(["uri", "uri-reference", "iri", "uri-template", "uuid", "ipv6"]))
    text = data.draw(st.sampled_from(LEGAL[name] + ILLEGAL[name]))
    place = data.draw(st.integers(0, len(text)))
    inserted = data.draw(st.text("aA01:/?#[]@%.-~{}é ", max_size=2))
    changed = text[:place] + inserted + text[place + data.draw(st.integers(0, 1)) :]
    assert CHECKS[name](changed) == judged(name, changed)
