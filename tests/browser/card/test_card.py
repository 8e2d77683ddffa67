"""The card in the shop: read by a scanner, checked at the counter, lost and replaced."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from members.card import actions, codes
from members.models import CardEvent, Member
from tests.browser.conftest import DESKTOP, PHONE, Arrive
from tests.browser.person import Person
from tests.factories import people
from todock.lib import clock
from todock.post import mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def number(sato_member: Member) -> str:
    """The number of 佐藤さん's card."""
    return actions.issue(member=sato_member, at=clock.now(), door=CardEvent.Door.MEMBER).number


@pytest.fixture
def clerk(arrive: Arrive) -> Person:
    """本間さん at the counter of a shop."""
    clerk = arrive(people.counter_clerk(), viewport=DESKTOP)
    clerk.opens("/counter/")
    return clerk


def scans(clerk: Person, text: str) -> None:
    """Do what a scanner does: type into the field that has the focus, and press Enter."""
    clerk.page.keyboard.type(text)
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.looks()


def reads_finding(clerk: Person, word: str) -> None:
    expect(clerk.page.locator(".finding__word")).to_have_text(word)


def shown_code(person: Person) -> str:
    return person.page.locator("#code").inner_text().replace(" ", "")


def scanned_from_the_screen(page: Page) -> list[tuple[str, str]]:
    """What a decoder reads from a picture of the window."""
    # A page that has only just arrived has no picture yet.
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    picture = Image.open(io.BytesIO(page.screenshot()))
    found = zxingcpp.read_barcodes(picture)
    return [(each.format.name, each.text) for each in found]


# At the till


@pytest.mark.parametrize(
    ("symbology", "called", "frame"),
    [("ean13", "EAN13", ""), ("code128", "Code128", ""), ("nw7", "Codabar", "A")],
)
def test_a_decoder_reads_the_bars_from_the_screen(
    arrive: Arrive, sato_member: Member, number: str, settings, symbology, called, frame
) -> None:
    settings.CARD_SYMBOLOGY = symbology

    for viewport in (PHONE, DESKTOP, NARROW):
        sato = arrive(sato_member, viewport=viewport)
        sato.opens("/card/")
        assert scanned_from_the_screen(sato.page) == [(called, f"{frame}{number}{frame}")]


def test_a_member_finds_her_card_and_the_counter_finds_it_good(
    sato: Person, sato_member: Member, clerk: Person
) -> None:
    sato.opens("/")
    sato.follows("組合員証", within=sato.page.locator(".bottom-nav"))
    sato.reads_heading("電子組合員証")
    sato.sees("本証")
    sato.sees("1分ごとに変わります")
    sato_member.refresh_from_db()

    scans(clerk, sato_member.card.number)
    reads_finding(clerk, "番号は有効")
    scans(clerk, shown_code(sato))

    reads_finding(clerk, "有効")
    clerk.sees("佐藤 花子")
    # The field is ready for the next customer.
    scans(clerk, f"{sato_member.card.number} {shown_code(sato)}")
    reads_finding(clerk, "有効")


def test_the_counter_says_what_is_wrong_and_is_ready_for_the_next_scan(
    clerk: Person, number: str
) -> None:
    scans(clerk, "4901234567")
    clerk.sees("「4901234567」は組合員証の番号ではありません。")
    scans(clerk, number)
    reads_finding(clerk, "番号は有効")
    scans(clerk, "12345")
    clerk.sees("画面の数字は、6けたの数字で入力してください")
    clerk.follows("次の組合員証へ")
    clerk.does_not_see("番号は有効")


def test_a_page_that_was_opened_a_while_ago_is_called_old_until_it_is_renewed(
    sato: Person, sato_member: Member, clerk: Person, number: str
) -> None:
    sato.opens("/card/")
    seed = sato_member.card.seed
    old = codes.code(seed, at=clock.now() - timedelta(minutes=8))
    scans(clerk, f"{number} {old}")
    reads_finding(clerk, "古い表示")

    sato.follows("新しい表示にする")

    scans(clerk, f"{number} {shown_code(sato)}")
    reads_finding(clerk, "有効")


def test_a_lost_card_is_replaced_and_its_number_refused_at_once(
    sato: Person, sato_member: Member, clerk: Person, number: str
) -> None:
    sato.opens("/card/")
    code = shown_code(sato)
    sato.follows("番号を新しくする")
    sato.sees("いまの番号は、すぐに使えなくなります。元には戻せません。")
    sato.follows("いまの番号のままにする")
    sato.is_at("/card/")
    sato.follows("番号を新しくする")

    sato.presses("番号を新しくする")

    sato.reads_heading("組合員証の番号を新しくしました")
    scans(clerk, f"{number} {code}")
    reads_finding(clerk, "無効")
    clerk.sees("理由：紛失")
    sato.follows("新しい組合員証を見る")
    sato_member.refresh_from_db()
    assert sato_member.card.number != number
    scans(clerk, f"{sato_member.card.number} {shown_code(sato)}")
    reads_finding(clerk, "有効")
    assert mail.send_waiting(at=clock.now()) == 1


def test_the_desk_replaces_the_card_of_who_has_no_phone_any_more(
    clerk: Person, number: str
) -> None:
    clerk.follows("なくした方の組合員証を作り直す")
    clerk.is_at("/admin/members/membershipcard/")
    clerk.opens("/admin/members/membershipcard/?q=0012345678")
    clerk.follows(number)
    clerk.presses("紛失のため作り直す")

    clerk.sees(f"カード {number} を無効にし")
    clerk.opens("/counter/")
    scans(clerk, number)
    reads_finding(clerk, "無効")
