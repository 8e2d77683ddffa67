"""How a person gets through an application without scripts."""

import re
from datetime import timedelta

from django.core import mail as outbox
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from members.joining import links
from members.joining.models import Application
from tests.factories.applicant import START, TYPED
from todock.lib import clock
from todock.post import mail

#: After this a fruitless application has lost the person.
LONG = timedelta(days=400)


def newest() -> Application:
    """The application that was begun last."""
    return Application.objects.latest("pk")


def begins(client: Client, **typed: str) -> Application:
    """Fill in the start page, and open the link of the mail."""
    client.post(reverse("joining:start"), {**START, **typed})
    application = newest()
    client.get(links.application_path(application))
    application.refresh_from_db()
    return application


def fills_in(client: Client, application: Application, **pages: dict[str, str]) -> None:
    """Fill in every page; ``pages`` replaces what is typed there."""
    path = reverse("joining:continue", args=[application.public_id])
    answer = client.get(path, follow=True)
    for _page in range(10):
        path = answer.request["PATH_INFO"]
        slug = path.rstrip("/").rpartition("/")[2]
        if slug == "check":
            return
        answer = client.post(path, {**TYPED[slug], **pages.get(slug, {})}, follow=True)
        assert answer.status_code == 200, problems(answer)
    raise AssertionError(path)


def submits(client: Client, **typed: str) -> Application:
    """Go the whole way, and return the application that was sent in."""
    application = begins(client, **typed)
    fills_in(client, application)
    client.post(reverse("joining:check", args=[application.public_id]))
    application.refresh_from_db()
    return application


def problems(answer: HttpResponse) -> str:
    """What the page says is wrong."""
    found = re.search(r'class="error-summary".*?</div>', answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


def without_token(answer: HttpResponse) -> bytes:
    """The page, without what is new in every one: the token of its forms."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def path(name: str, application: Application, *more: str) -> str:
    """The address of a page of ``application``."""
    return reverse(f"joining:{name}", args=[application.public_id, *more])


def text(answer: HttpResponse) -> str:
    """The page as it was sent, in whole sentences: without the places where a line may end."""
    return answer.content.decode().replace("<wbr>", "")


def summary(answer: HttpResponse) -> str:
    """The list of what is wrong, with its links."""
    return re.search(r'<div class="error-summary".*?</div>', text(answer), re.DOTALL)[0]


def start(client: Client, **typed: str) -> HttpResponse:
    """Send the start page."""
    return client.post(reverse("joining:start"), {**START, **typed})


def send_mail() -> str:
    """Let the outbox be sent; return the text of the last mail."""
    mail.send_waiting(at=clock.now() + timedelta(seconds=1))
    return outbox.outbox[-1].body
