"""The ``images`` feed: from files beside it to WebP pictures."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalog import tasks
from catalog.feeds import pictures
from catalog.models import PendingPicture, Picture, ReplacedPicture
from tests.factories import goods
from tests.factories.feed_files import problems, receive
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
State = FeedFile.State


def picture(size=(1200, 900), colour="red", form="PNG", mode="RGB", **save) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, colour).save(data, form, **save)
    return data.getvalue()


def row(key="milk", name="milk.png", at="2026-11-01 09:00") -> dict:
    return {"画像キー": key, "ファイル名": name, "更新日時": at}


def opened(width: int, key: str = "milk") -> Image.Image:
    with default_storage.open(Picture.objects.get(image_key=key).path(width)) as file:
        image = Image.open(file)
        image.load()
        return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_made_in_three_widths(form):
    file = receive("images", [row()], companions={"milk.png": picture(form=form)})
    assert file.state == State.APPLIED, problems(file)
    made = Picture.objects.get()
    assert (made.width, made.height) == (960, 720)
    assert [(opened(w).format, opened(w).size) for w in (240, 480, 960)] == [
        ("WEBP", (240, 180)),
        ("WEBP", (480, 360)),
        ("WEBP", (960, 720)),
    ]
    assert not PendingPicture.objects.exists()


def test_a_small_picture_is_not_blown_up():
    receive("images", [row()], companions={"milk.png": picture((300, 150))})
    made = Picture.objects.get()
    assert (made.width, made.height) == (300, 150)
    assert opened(240).size == (240, 120)
    assert opened(960).size == (300, 150)


def test_a_turned_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    receive("images", [row()], companions={"milk.png": picture(form="JPEG", exif=exif)})
    assert (Picture.objects.get().width, Picture.objects.get().height) == (900, 1200)


def test_transparent_parts_become_white():
    clear = picture((400, 400), (0, 0, 0, 0), mode="RGBA")
    receive("images", [row()], companions={"milk.png": clear})
    assert min(opened(240).convert("RGB").getpixel((5, 5))) > 250


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no picture at all", "画像として読めません"),
        (picture()[:400], "途中で切れている"),
        (picture(form="GIF", mode="P", colour=0), "画像として読めません"),
        (None, "画像のファイルがありません"),
    ],
)
def test_what_cannot_be_read_is_a_problem_of_its_row(content, message):
    files = {"milk.png": content, "egg.png": picture()}
    file = receive(
        "images",
        [row(name="milk.png" if content else "gone.png"), row("egg", "egg.png")],
        companions={name: data for name, data in files.items() if data},
    )
    assert file.state == State.PARTLY
    [(line, column, text)] = problems(file)
    assert (line, column) == (2, "ファイル名")
    assert message in text
    assert [each.image_key for each in Picture.objects.all()] == ["egg"]
    assert not PendingPicture.objects.exists()


def test_a_picture_of_too_many_pixels_is_never_unpacked(settings, monkeypatch):
    settings.PICTURE_MAX_PIXELS = 1_000_000
    bomb = picture((1001, 1000))
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("it was unpacked"))
    with pytest.raises(pictures.UnusablePictureError, match="大きすぎます"):
        pictures.read(ContentFile(bomb))


def test_a_file_of_too_many_bytes_is_a_problem(settings):
    settings.PICTURE_MAX_BYTES = 100
    file = receive("images", [row()], companions={"milk.png": picture()})
    assert "大きすぎます" in problems(file)[0][2]


@pytest.mark.parametrize("name", ["../secret.png", "a/b.png", "..", r"a\b.png"])
def test_a_file_name_cannot_leave_its_folder(settings, name):
    settings.FEED_BAD_ROWS_PERCENT = 100
    file = receive("images", [row(name=name)])
    assert problems(file)[0][1] == "ファイル名"
    assert not PendingPicture.objects.exists()


@pytest.mark.parametrize("key", ["../x", "a/b", ".hidden", "a b"])
def test_a_key_cannot_leave_its_folder(settings, key):
    settings.FEED_BAD_ROWS_PERCENT = 100
    assert problems(receive("images", [row(key)]))[0][1] == "画像キー"


def test_a_new_picture_has_a_new_address_and_the_old_one_goes_later():
    # given a picture that pages show
    receive("images", [row()], companions={"milk.png": picture()})
    old = Picture.objects.get()
    # when another one comes under its key
    new = picture(colour="blue")
    receive("images", [row(at="2026-11-02 09:00")], companions={"milk.png": new})
    # then the pointer is switched, and the old files are still there
    assert Picture.objects.get().folder != old.folder
    assert default_storage.exists(old.path(240))
    tasks.delete_replaced_pictures()
    assert default_storage.exists(old.path(240))
    # until their time is over
    ReplacedPicture.objects.update(delete_after=clock.now() - timedelta(seconds=1))
    tasks.delete_replaced_pictures()
    assert not default_storage.exists(old.path(240))
    assert default_storage.exists(Picture.objects.get().path(240))
    assert not ReplacedPicture.objects.exists()


def test_a_picture_that_comes_back_is_not_deleted():
    first, second = picture(), picture(colour="blue")
    for day, content in enumerate([first, second, first], start=1):
        receive("images", [row(at=f"2026-11-0{day} 09:00")], companions={"milk.png": content})
    ReplacedPicture.objects.update(delete_after=clock.now() - timedelta(seconds=1))
    tasks.delete_replaced_pictures()
    assert default_storage.exists(Picture.objects.get().path(240))


def test_what_is_shown_already_is_not_made_again():
    receive("images", [row()], companions={"milk.png": picture()})
    file = receive("images", [{**row(), "備考": "x"}])
    assert (file.state, file.result["作成する画像"]) == (State.APPLIED, 0)


def test_an_older_picture_does_not_take_the_place_of_what_is_shown():
    receive("images", [row()], companions={"milk.png": picture()})
    shown = Picture.objects.values().get()
    old = picture(colour="blue")
    file = receive("images", [row(at="2026-10-31 09:00")], companions={"milk.png": old})
    assert (file.state, file.result["作成する画像"]) == (State.APPLIED, 0)
    assert Picture.objects.values().get() == shown


def test_an_older_picture_does_not_take_the_place_of_one_that_waits():
    receive("images", [row(name="new.png")], companions={"new.png": picture()}, inline=False)
    waiting = PendingPicture.objects.values().get()
    file = receive("images", [row(name="old.png", at="2026-10-31 09:00")], inline=False)
    assert (file.state, file.result["作成する画像"]) == (State.APPLIED, 0)
    assert PendingPicture.objects.values().get() == waiting


def test_a_new_picture_draws_the_pages_anew():
    cycle = goods.cycle()
    receive("images", [row()], companions={"milk.png": picture()})
    cycle.refresh_from_db()
    assert cycle.revision == 2


def test_the_worker_makes_what_waits_and_twice_is_once():
    # given rows whose tasks were not run (nobody works in this test)
    file = receive("images", [row()], companions={"milk.png": picture()}, inline=False)
    assert PendingPicture.objects.count() == 1
    assert file.state == State.APPLIED
    # when the task runs twice
    tasks.make_pictures(["milk"])
    tasks.make_pictures(["milk"])
    # then there is one picture
    assert Picture.objects.count() == 1
    assert not PendingPicture.objects.exists()


def test_what_a_dead_worker_left_is_made_by_the_sweep():
    receive("images", [row()], companions={"milk.png": picture()}, inline=False)
    tasks.delete_replaced_pictures()
    assert not Picture.objects.exists()
    FeedFile.objects.update(finished_at=clock.now() - timedelta(hours=2))
    tasks.delete_replaced_pictures()
    assert Picture.objects.exists()


def test_the_sweep_goes_in_portions(monkeypatch):
    keys = [f"milk{n}" for n in range(5)]
    receive("images", [row(k) for k in keys], companions={"milk.png": picture()}, inline=False)
    FeedFile.objects.update(finished_at=clock.now() - timedelta(hours=2))
    portions = []
    make = pictures.make
    monkeypatch.setattr(pictures, "_BATCH", 2)
    monkeypatch.setattr(pictures, "make", lambda some: portions.append(some) or make(some))
    assert pictures.make_left_behind() == 5
    assert portions == [keys[:2], keys[2:4], keys[4:]]


@pytest.mark.parametrize("part", ["_draw", "_show"])
def test_an_error_at_one_picture_does_not_keep_the_others_from_being_made(
    monkeypatch, caplog, part
):
    files = {"egg.png": picture(), "milk.png": picture()}
    rows = [row("egg", "egg.png"), row()]
    receive("images", rows, companions=files, inline=False)
    egg = PendingPicture.objects.get(image_key="egg")
    real = getattr(pictures, part)

    def fails(pending, *more):
        if pending == egg:
            raise OSError("the storage is away")
        return real(pending, *more)

    monkeypatch.setattr(pictures, part, fails)
    assert pictures.make(["egg", "milk"]) == 1
    assert [each.image_key for each in Picture.objects.all()] == ["milk"]
    assert f"pending picture {egg.pk} was not made" in caplog.text
    # and the one that failed waits for the sweep
    assert PendingPicture.objects.get() == egg
