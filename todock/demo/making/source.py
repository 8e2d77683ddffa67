"""The hand-written data of the demo: reading `data/*.csv` and what its short forms mean.

Columns of `data/products.csv` that need a word:
`weeks` and `sale_weeks` are letters of cycles, C just closed, O open, P preview: when the article
is offered at all, and when `price_ex_tax` is a reduced price (`usual_price_ex_tax` applies
otherwise; an empty usual price means that the price never changes). Prices are yen before tax.
`allergens` lists names separated by blanks, with `?` before a name for "no information".
`zone` is 1 ambient, 2 chilled, 3 frozen. Flags are 1 or empty.
In `data/members.csv`, `age_years` stands in for a birth date that must not grow old, and
`support_ends_in_days` counts from the date that the week is made for.
`data/served_postcodes.csv` names the town of each postcode for whoever reads it; no feed has it.
`data/applications.csv` holds what each applicant types, and how it went on: `story` is the state
that the application has come to, `begun_hours_ago` and `reviewed_hours_ago` count back from the
first start, `reason` is the code of the question or refusal.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE / "data"
PICTURES = HERE / "pictures"

ALLERGENS = (
    "卵",
    "乳",
    "小麦",
    "えび",
    "かに",
    "そば",
    "落花生",
    "くるみ",
    "アーモンド",
    "あわび",
    "いか",
    "いくら",
    "オレンジ",
    "カシューナッツ",
    "キウイフルーツ",
    "牛肉",
    "ごま",
    "さけ",
    "さば",
    "大豆",
    "鶏肉",
    "バナナ",
    "豚肉",
    "マカダミアナッツ",
    "もも",
    "やまいも",
    "りんご",
    "ゼラチン",
)


def read_data(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`, every value as text, empty where nothing is said."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def allergen_code(names: str) -> str:
    """28 characters in the order of ALLERGENS: 0 no, 1 yes, 9 no information.

    Raises ValueError for a name that is not on the list.
    """
    code = ["0"] * len(ALLERGENS)
    for name in names.split():
        code[ALLERGENS.index(name.removeprefix("?"))] = "9" if name.startswith("?") else "1"
    return "".join(code)


def birth_date(row: dict[str, str], today: date) -> date:
    """The birth date of a member, or one that makes the member `age_years` old today."""
    if row["birth_date"]:
        return date.fromisoformat(row["birth_date"])
    # The middle of the year of life: neither today nor a delivery day changes the age.
    return today - timedelta(days=round((int(row["age_years"]) + 0.5) * 365.25))


def price_inc_tax(price_ex_tax: int, tax_rate: int) -> int:
    """Yen including tax, rounded down; the rate in per cent."""
    return price_ex_tax * (100 + tax_rate) // 100
