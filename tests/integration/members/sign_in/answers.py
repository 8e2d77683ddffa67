"""Where the provider's answer goes, and how the site turns one away."""

CALLBACK = "/accounts/oidc/todock/login/callback/"


def refused(client, response) -> None:
    page = response.content.decode()
    assert response.status_code == 403, page
    assert "ログインできませんでした" in page, page
    assert "_auth_user_id" not in client.session, "signed in all the same"
