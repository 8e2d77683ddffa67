"""A line of a template that is too long is named, in pages and in mails."""

from todock.local.chores.template_lines import LONGEST, check_lines


def test_a_line_counts_its_characters_and_may_have_as_many_as_fit(tmp_path, capsys):
    mail = tmp_path / "templates" / "orders" / "mails" / "closed.txt"
    mail.parent.mkdir(parents=True)
    mail.write_text("締" * LONGEST + "\n")
    assert check_lines(tmp_path) == 0

    mail.write_text("締切\n" + "締" * (LONGEST + 1))
    page = tmp_path / "todock" / "local" / "idp" / "templates" / "home.html"
    page.parent.mkdir(parents=True)
    page.write_text("a" * 200)
    assert check_lines(tmp_path) == 1
    said = capsys.readouterr().err
    assert "templates/orders/mails/closed.txt:2: 121 characters" in said
    assert "todock/local/idp/templates/home.html:1: 200 characters" in said
