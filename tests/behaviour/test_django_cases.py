"""Django: every kind of test case with the mixin, under `manage.py test`, in parallel, with the network kept away."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Generate
from .runs import run_python

NONE = "responses: {'204': {description: Done.}}"
SPEC = f"paths: {{/thing: {{get: {{operationId: fetch, {NONE}}}}}}}"
BANK = f"""
servers: [{{url: https://bank.example}}]
paths: {{/sum: {{get: {{operationId: total, {NONE}}}}}}}
"""
SETTINGS = """
SECRET_KEY = "x"
USE_TZ = True
ROOT_URLCONF = "site_urls"
ALLOWED_HOSTS = ["localhost"]
STATIC_URL, MEDIA_URL = "/static/", "/media/"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "mockgen.testing.django.GuardedRunner"
"""
URLS = """
from django.http import HttpResponse
from django.urls import path
from SHOP import ShopClient

def view(request):
    ShopClient().fetch()
    return HttpResponse("fetched")

urlpatterns = [path("", view)]
"""
CASES = """
import urllib.request
import requests
from django.contrib.auth.models import User
from django.test import LiveServerTestCase, SimpleTestCase, TestCase, TransactionTestCase
from SHOP import ShopClient
from SHOP.testing import ShopMockMixin, mock_shop
from BANK import BankClient
from BANK.testing import BankMockMixin

class SimpleTests(ShopMockMixin, SimpleTestCase):
    def test_it(self):
        self.shop.fetch.returns()
        self.assertEqual(self.client.get("/").content, b"fetched")
        self.shop.fetch.assert_called_once()

    def test_parts(self):
        self.shop.fetch.returns()
        for number in (1, 2):
            with self.subTest(number=number):
                ShopClient().fetch()
                self.assertEqual(self.shop.fetch.call_count, number)

class DatabaseTests(ShopMockMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.shop.fetch.returns()
        ShopClient().fetch()
        cls.user = User.objects.create(username=f"user{len(cls.shop.calls)}")

    def test_the_data_is_there_and_the_mock_is_another(self):
        self.assertEqual(self.user.username, "user1")
        self.shop.assert_no_calls()
        self.assertNotIn("shop", vars(type(self)))

class TransactionTests(ShopMockMixin, TransactionTestCase):
    def test_it(self):
        self.shop.fetch.returns()
        ShopClient().fetch()
        User.objects.create(username="one")

class LiveTests(ShopMockMixin, LiveServerTestCase):
    def test_its_own_traffic_passes(self):
        self.shop.fetch.returns()
        self.assertEqual(requests.get(self.live_server_url, timeout=5).text, "fetched")
        self.assertEqual(urllib.request.urlopen(self.live_server_url, timeout=5).read(), b"fetched")
        self.assertEqual(self.shop.fetch.call_count, 2)

class ServicesTests(BankMockMixin, ShopMockMixin, SimpleTestCase):
    mock_mode = "auto"

    def test_both(self):
        with self.assertNumApiCalls(3), self.assertNumApiCalls(1, "bank"), self.assertNumApiCalls(2, "shop"):
            ShopClient().fetch()
            BankClient().total()
            ShopClient().fetch()
        with self.assertNumApiCalls(0):
            pass

@mock_shop("auto")
class DecoratedTests(SimpleTestCase):
    def test_it(self):
        ShopClient().fetch()
"""
FAILING = """
import socket
from careless import swallow
from django.contrib.auth.models import User
from django.test import SimpleTestCase, TestCase
from SHOP import ShopClient
from SHOP.testing import ShopMockMixin
from BANK.testing import BankMockMixin

FAR = "192.0.2.1", 443

class NetworkTests(SimpleTestCase):
    def test_reaching(self):
        socket.create_connection(FAR)

    def test_swallowing(self):
        swallow(lambda: socket.create_connection(FAR))

    def test_after(self): ...

class MoreTests(BankMockMixin, ShopMockMixin, SimpleTestCase):
    mock_mode = "auto"

    def test_number(self):
        with self.assertNumApiCalls(1):
            ShopClient().fetch()
            ShopClient().fetch()

    def test_none(self):
        with self.assertNumApiCalls(1, "bank"):
            ShopClient().fetch()

    def test_service(self):
        with self.assertNumApiCalls(1, "shpo"): ...

class UnusedDataTests(ShopMockMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.shop.fetch.returns()
        User.objects.create(username="left")

    def test_never_run(self): ...

class ZTests(TestCase):
    def test_nothing_is_left(self):
        self.assertFalse(User.objects.exists())
"""
SPAWNED = """
import multiprocessing, os, sys
from django.core.management import execute_from_command_line
multiprocessing.set_start_method("spawn")
os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"
execute_from_command_line(["manage.py", "test", "site_tests", "--parallel", "2"])
"""


class Site:
    """A Django project beside two packages."""

    def __init__(self, folder: Path, shop: str, bank: str):
        self._folder, self._names = folder, {"SHOP": shop, "BANK": bank}
        self.write("site_settings.py", SETTINGS)
        self.write("site_urls.py", URLS)
        shutil.copy(Path(__file__).with_name("careless.py"), folder)

    def write(self, file: str, text: str) -> None:
        for name, package in self._names.items():
            text = text.replace(name, package)
        (self._folder / file).write_text(text, encoding="utf-8")

    def test(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["-W", "error", "-m", "django", "test", "site_tests", "--settings", "site_settings"]
        return run_python(self._folder, *command, *arguments)

    def spawned(self) -> subprocess.CompletedProcess[str]:
        return run_python(self._folder, "-c", SPAWNED)


@pytest.fixture
def site(generated: Generate, tmp_path: Path) -> Site:
    return Site(tmp_path, generated(SPEC).name, generated(BANK, "bank").name)


def told(result: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    """Return the message of each failure and error, line by line, by test."""
    blocks = re.split(r"^={70}$", result.stderr, flags=re.MULTILINE)[1:]
    found = {}
    for block in blocks:
        name = re.findall(r"^(?:ERROR|FAIL): (\w+)", block, re.MULTILINE)[0]
        text = re.split(r"^-{70}$", block, flags=re.MULTILINE)[1].strip()
        found[name] = re.split(r"^(?=[\w.]*(?:Error|Stub|Network): )", text, flags=re.MULTILINE)[-1].splitlines()
    return found


@pytest.mark.parametrize("processes", ["one", "forked", "spawned"])
def test_every_kind_of_test_case(site: Site, processes: str) -> None:
    site.write("site_tests.py", CASES)
    arguments = ["--parallel", "2", "--shuffle", "7"] if processes == "forked" else []
    result = site.spawned() if processes == "spawned" else site.test(*arguments)
    assert result.returncode == 0, result.stderr
    assert "Ran 7 tests" in result.stderr


def test_what_each_is_told(site: Site) -> None:
    site.write("site_tests.py", FAILING)
    result = site.test()
    assert result.returncode == 1
    number = re.compile(r"(site_tests|careless)\.py:\d+")
    assert {name: [number.sub(r"\1.py:n", line) for line in lines] for name, lines in told(result).items()} == {
        "setUpClass": [
            "mockgen.testing.messages.UnusedStub: site_tests.py:n shop.fetch was never called",
            "add .optional() if that is intended",
        ],
        "test_none": ["AssertionError: 1 API call expected, 0 made"],
        "test_number": [
            "AssertionError: 1 API call expected, 2 made:",
            "  shop.fetch -> 204  from site_tests.py:n",
            "  shop.fetch -> 204  from site_tests.py:n",
        ],
        "test_service": ["ValueError: this test case mocks no 'shpo'; did you mean shop?"],
        "test_reaching": [
            "mockgen.testing.network.BlockedNetwork: tests do not reach the network, and this one reached for "
            "192.0.2.1:443",
            "  from     site_tests.py:n in test_reaching",
            "  fix      mock the service, or let the host through: settings.MOCKGEN_NETWORK_ALLOW",
        ],
        "test_swallowing": [
            "mockgen.testing.network.BlockedNetwork: tests do not reach the network, and this one reached for "
            "192.0.2.1:443",
            "  from     site_tests.py:n in <lambda>",
            "  fix      mock the service, or let the host through: settings.MOCKGEN_NETWORK_ALLOW",
        ],
    }


SWALLOWING = """
import socket
from careless import swallow
from django.test import SimpleTestCase

class OneTests(SimpleTestCase):
    def test_swallowing(self):
        swallow(lambda: socket.create_connection(("192.0.2.1", 443)))

class TwoTests(SimpleTestCase):
    def test_nothing(self): ...
"""


@pytest.mark.parametrize("processes", ["forked", "spawned"])
def test_processes_of_a_parallel_run_are_guarded_too(site: Site, processes: str) -> None:
    site.write("site_tests.py", SWALLOWING)
    result = site.spawned() if processes == "spawned" else site.test("--parallel", "2")
    assert list(told(result)) == ["test_swallowing"], result.stderr
    assert "reached for 192.0.2.1:443" in result.stderr
