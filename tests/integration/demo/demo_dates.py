"""The days for which the demo week is made, and its courses."""

from datetime import date, timedelta

from todock.demo.making import tables

TODAY = date(2026, 11, 4)
COURSES = [(row["コースコード"], int(row["曜日"])) for row in tables.courses()]


def days_of_years():
    return [date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 365)]
