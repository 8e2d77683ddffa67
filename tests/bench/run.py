"""The order of the measurements, and the table."""

import gzip
import http.client
import os
import random
import shutil
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from catalog.models import Category, Cycle, Offer, OfferStock
from catalog.search import find
from members.models import Member
from orders.models import Order, OrderLine
from tests.bench import (
    feed_files,
    files,
    floor,
    load,
    place,
    points_feed,
    points_night,
    points_spend,
    queue,
    rows,
    server,
)
from todock.lib import clock
from todock.local import servers
from todock.local.held import held

CYCLE = "2026114"
ROUNDS = 3
CSRF = "a" * 32


def main() -> None:
    """Measure everything and print the table."""
    load.available()
    shutil.rmtree(place.VAR, ignore_errors=True)
    place.VAR.mkdir(parents=True)
    with held(servers.Postgres(place.VAR), servers.Redis(place.VAR)):
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        print(_machine())
        print("| What | Measured | Ratio to its floor | Asked |\n|---|---|---|---|")
        for line in chain(_feeds(), _requests(), _queue(), _points()):
            print("| " + " | ".join(line) + " |", flush=True)
        connection.close()


def _today() -> date:
    return clock.japan_date(clock.now())


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_today()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python, gunicorn 2 x 4.\n"


def _feeds() -> list[tuple[str, ...]]:
    *first, products, offers = feed_files.write(
        place.VAR / "files",
        _today(),
        CYCLE,
    )
    files.receive(first)
    received = files.receive([products, offers])
    bare = files.bare()
    return [
        (
            "products 25,000 + offers 25,000, first load",
            f"{received.seconds:.1f} s against {bare:.1f} s bare",
            f"{bare / received.seconds:.2f}",
            "0.3",
        ),
        ("memory of that load", f"{received.largest_mb:.0f} MB", "", "under 300 MB"),
    ]


def _requests() -> Iterator[tuple[str, ...]]:
    rows.load()
    cookies = [
        f"{settings.SESSION_COOKIE_NAME}={key}|{settings.CSRF_COOKIE_NAME}={CSRF}"
        for key in rows.sessions()
    ]
    with server.running():
        yield from _pages(cookies)
        yield from _search_query()
        yield from _changes(cookies)
        yield from _two_hundred_at_once(cookies)


def _queue() -> Iterator[tuple[str, ...]]:
    queue.load()
    yield from queue.measure()


def _points() -> Iterator[tuple[str, ...]]:
    points_spend.load()
    yield from points_spend.measure()
    yield from points_feed.measure()
    yield from points_night.measure()


def _get(path: str, cookie: str) -> tuple[int, bytes]:
    connection_ = http.client.HTTPConnection(place.base_url().removeprefix("http://"), timeout=30)
    connection_.request("GET", path, headers={"Cookie": cookie.replace("|", "; ")})
    answer = connection_.getresponse()
    body = answer.read()
    connection_.close()
    return answer.status, body


def _pages(cookies: list[str]) -> Iterator[tuple[str, ...]]:
    category = Category.objects.order_by("code").first()
    offer = Offer.objects.order_by("pk").first()
    list_page = f"/catalog/{category.code}/"
    _status, body = _get(list_page, cookies[0])
    start = body.find(b'<ul class="cards__list"')
    cache.set(
        floor.CARDS_KEY,
        body[start : body.find(b"</ul>\n", start) + 5].decode(errors="ignore") or body.decode(),
    )
    pages = {
        "category list, 48 cards, order of 20 lines": (list_page, "0.5"),
        "item page": (f"/items/{CYCLE}/{offer.order_number}/", "0.4"),
        "home": ("/", "0.4"),
        "order page with 20 lines": ("/order/", "0.4"),
        "search, signed in": (f"/search/?q={quote('牛乳')}", "0.35"),
    }
    for name, (path, asked) in pages.items():
        status, body = _get(path, cookies[0])
        if status != 200:
            raise SystemExit(f"{path} answered {status}.")
        ratio, ours, floors = _against(
            [f"GET {path} {cookie}" for cookie in cookies],
            [f"GET /floor/page/ {cookie}" for cookie in cookies],
        )
        size = len(gzip.compress(body)) / 1000
        measured = (
            f"{ours.per_second:.0f} a second against {floors.per_second:.0f}, "
            f"median {ours.median_ms:.0f} ms, {size:.1f} kB compressed"
        )
        yield name, measured, f"{ratio:.2f}", asked


def _against(ours: list[str], floors: list[str]) -> tuple[float, load.Measured, load.Measured]:
    """Alternate the two loads; return the median ratio and the last of each."""
    ratios = []
    for _round in range(ROUNDS):
        low = load.run(place.base_url(), floors, place.VAR / "load")
        mine = load.run(place.base_url(), ours, place.VAR / "load")
        for measured in (low, mine):
            if measured.refused or measured.broken:
                raise SystemExit(f"{ours[0][:60]}: not all answers were good: {measured}")
        ratios.append(mine.per_second / low.per_second)
    return statistics.median(ratios), mine, low


def _search_query() -> list[tuple[str, ...]]:
    cycle = Cycle.objects.get(code=CYCLE)
    words = ["牛乳", "たまご", "卵", "米", "ﾄﾏﾄ", "十勝 チーズ", "ほっけ", "トイレットペーパー"]
    find.find(cycle=cycle, text=words[0])
    taken = []
    for word in words * 10:
        started = time.perf_counter()
        find.find(cycle=cycle, text=word)
        taken.append((time.perf_counter() - started) * 1000)
    return [("search query", f"median {statistics.median(taken):.1f} ms", "", "under 5 ms")]


def _changes(cookies: list[str]) -> list[tuple[str, ...]]:
    numbers = list(
        Offer.objects.filter(stock__isnull=True, per_order_limit__isnull=True).values_list(
            "order_number", flat=True
        )[:2000]
    )
    members = Member.objects.filter(user__issuer="bench").order_by("member_number")
    lines = {
        order.member_id: (order.pk, order.lines.first().pk)
        for order in Order.objects.filter(member__in=members).prefetch_related("lines")
    }
    dice = random.Random(1)
    ours, floors = [], []
    for _turn in range(20):
        for member, cookie in zip(members, cookies, strict=True):
            form = urlencode({"csrfmiddlewaretoken": CSRF, "quantity": dice.randint(1, 9)})
            ours.append(f"POST /order/{CYCLE}/lines/{dice.choice(numbers)}/ {cookie} {form}")
            order, line = lines[member.pk]
            floors.append(f"POST /floor/change/ {cookie} {form}&order={order}&line={line}")
    ratio, mine, low = _against(ours, floors)
    if not OrderLine.objects.filter(updated_at__gt=members[0].updated_at).exists():
        raise SystemExit("No change was saved.")
    measured = (
        f"{mine.per_second:.0f} a second against {low.per_second:.0f}, "
        f"median {mine.median_ms:.0f} ms"
    )
    return [("set a quantity, all rules on", measured, f"{ratio:.2f}", "0.4")]


def _two_hundred_at_once(cookies: list[str]) -> list[tuple[str, ...]]:
    offer = Offer.objects.order_by("-pk").first()
    OfferStock.objects.create(offer=offer, total_limit=100)
    OrderLine.objects.filter(offer=offer).delete()
    body = urlencode({"csrfmiddlewaretoken": CSRF, "quantity": 1})
    path = f"/order/{CYCLE}/lines/{offer.order_number}/"
    answers: Counter[int] = Counter()
    start = threading.Barrier(200)

    def buy(cookie: str) -> None:
        link = http.client.HTTPConnection(place.base_url().removeprefix("http://"), timeout=60)
        headers = {
            "Cookie": cookie.replace("|", "; "),
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
        }
        start.wait()
        link.request("POST", path, body, headers)
        answers[link.getresponse().status] += 1
        link.close()

    buyers = [threading.Thread(target=buy, args=(cookie,)) for cookie in cookies[:200]]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()
    sold = OrderLine.objects.filter(offer=offer).count()
    failures = sum(count for status, count in answers.items() if status >= 500)
    return [
        (
            "200 members at once on one offer limited to 100",
            f"{sold} sold, {failures} failures, answers {dict(answers)}",
            "",
            "exactly 100, no 500",
        )
    ]
