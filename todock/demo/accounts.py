"""The demo's accounts at the local identity provider. Invented people, nothing to protect."""

from dataclasses import dataclass

from todock.demo.making import people

#: The same for all, printed at every start and in the README.
PASSWORD = "todock-demo-2026"  # noqa: S105


@dataclass(frozen=True)
class Account:
    """One person at the identity provider. ``subject`` never changes, whatever the e-mail."""

    email: str
    name: str
    subject: str
    says: str
    #: Names of our own for the roles: staff, reviewer, counter.
    roles: tuple[str, ...] = ()


ACCOUNTS = (
    Account(
        people.SATO_EMAIL,
        "佐藤 花子",
        "local|6f2d4a9b81c35e70d4f8a26c",
        "今回の注文がある組合員",
    ),
    Account(
        people.SUZUKI_EMAIL,
        "鈴木 一郎",
        "local|b7e05c138f9a42d6617d3e58",
        "まだ注文していない組合員",
    ),
    Account(
        people.KENICHI_EMAIL,
        "佐藤 健一",
        "local|51d80e7bc2694fa3b96e2d07",
        "ポイントのある家族証の組合員",
    ),
    Account(
        people.NEW_EMAIL,
        "高橋 恵子",
        "local|2c91f7d05ab84e3390ce614d",
        "本人確認がまだの方",
    ),
    Account(
        people.STAFF_EMAIL,
        "小野寺 舞",
        "local|e48a1b6d73f20c95b8a7d1f3",
        "管理画面（/admin/）をすべて使う職員",
        roles=("staff", "reviewer", "counter"),
    ),
    Account(
        people.REVIEWER_EMAIL,
        "工藤 直子",
        "local|9983ec112ddb2abb29b67674",
        "申し込みを審査する職員",
        roles=("reviewer",),
    ),
    Account(
        people.COUNTER_EMAIL,
        "本間 拓也",
        "local|bc8457592516b3ab28a122cb",
        "店舗カウンターの職員",
        roles=("counter",),
    ),
)
