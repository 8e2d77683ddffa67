"""The pages of the queue, and the buttons that a reviewer presses there."""

from django.test import Client

from members.joining.models import Application

LIST = "/admin/joining/application/"


def page(application: Application) -> str:
    return f"{LIST}{application.pk}/change/"


def do(client: Client, application: Application, step: str, **typed):
    """Press a button; return the page that follows."""
    return client.post(f"{LIST}{application.pk}/{step}/", typed, follow=True)


def words(response) -> str:
    return response.content.decode()
