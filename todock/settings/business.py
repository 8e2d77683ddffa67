"""What the co-op decides, each a setting with what it may be.

The numbers of rules are those of docs/domain.md. A value that cannot be stops the start.
"""

from environs import validate
from limits import parse

from todock.env import env
from todock.settings.django import STATEMENT_TIMEOUT_SECONDS

_POSITIVE = validate.Range(min=1)
_NOT_NEGATIVE = validate.Range(min=0)
_PER_CENT = validate.Range(min=0, max=100)


def gettext_noop(text: str) -> str:
    """Mark ``text`` for translation. Django's own asks the settings, which are being read here."""
    return text


def _rate(value: str) -> None:
    """Refuse what is no rate such as ``60/hour``."""
    try:
        parse(value)
    except ValueError as error:
        raise validate.ValidationError(f"{value} is no rate such as 60/hour.") from error


# Words and numbers (glossary)

#: Who changes an order after its deadline (rule 6).
TELEPHONE_DESK = env.str("TELEPHONE_DESK", "0120-000-000")
TELEPHONE_DESK_HOURS = env.str(
    "TELEPHONE_DESK_HOURS", gettext_noop("月曜から金曜は9時〜20時、土曜は9時〜17時")
)
ORDER_NUMBER_DIGITS = env.int("ORDER_NUMBER_DIGITS", 6, validate=_POSITIVE)
MEMBER_NUMBER_DIGITS = env.int("MEMBER_NUMBER_DIGITS", 10, validate=_POSITIVE)

# Ordering and its deadline (rules 1-14), tax (rule 15)

#: How the tax of a document is rounded, once per rate: floor, half_up or ceil (rule 15).
TAX_ROUNDING = env.str(
    "TAX_ROUNDING", "floor", validate=validate.OneOf(["floor", "half_up", "ceil"])
)
#: Age on the delivery day from which alcohol is sold (rule 9).
DRINKING_AGE = env.int("DRINKING_AGE", 20, validate=_NOT_NEGATIVE)
#: Most pieces of one offer on one order when the offer itself sets no limit (お一人様○点).
MOST_PIECES = env.int("MOST_PIECES", 99, validate=_POSITIVE)
#: Purchase limit in yen of a member of whom no limit has arrived yet (rule 11);
#: empty: no limit.
DEFAULT_PURCHASE_LIMIT = env.int("DEFAULT_PURCHASE_LIMIT", None, validate=_NOT_NEGATIVE)
#: Hours before a deadline at which those are reminded who usually order, and in how many of the
#: last eight weeks somebody has ordered who usually does (rule 13).
REMINDER_HOURS = env.int("REMINDER_HOURS", 24, validate=_POSITIVE)
REMINDER_LEAST_ORDERS = env.int("REMINDER_LEAST_ORDERS", 2, validate=_POSITIVE)
#: The closing job starts this long after a deadline; a little more than the statement timeout
#: (what was accepted is not missed, rule 5).
CLOSING_DELAY_SECONDS = env.int(
    "CLOSING_DELAY_SECONDS", STATEMENT_TIMEOUT_SECONDS + 2, validate=_NOT_NEGATIVE
)
#: An order window that is due and not closed after this long raises an alarm.
CLOSING_ALARM_MINUTES = env.int("CLOSING_ALARM_MINUTES", 10, validate=_POSITIVE)

# Sign-in and 本人確認 (glossary)

#: Wrong tries in a row that lock it, and the minutes of the lock.
IDENTITY_TRIES = env.int("IDENTITY_TRIES", 5, validate=_POSITIVE)
IDENTITY_LOCK_MINUTES = env.int("IDENTITY_LOCK_MINUTES", 60, validate=_POSITIVE)
#: Tries of 本人確認 are deleted after this many days.
IDENTITY_ATTEMPT_DAYS = env.int("IDENTITY_ATTEMPT_DAYS", 90, validate=_POSITIVE)

# Joining (rules 18-21)

#: Most applications begun, or codes tried, from one address; most mails to one e-mail.
JOIN_RATE = env.str("JOIN_RATE", "30/hour", validate=_rate)
JOIN_EMAIL_RATE = env.str("JOIN_EMAIL_RATE", "5/hour", validate=_rate)
#: Hours for which a browser opens an application whose mailed link or code was used in it.
JOIN_GRANT_HOURS = env.int("JOIN_GRANT_HOURS", 12, validate=_POSITIVE)
#: Minutes for which a mailed code is good; days for which a draft is kept.
JOIN_CODE_MINUTES = env.int("JOIN_CODE_MINUTES", 30, validate=_POSITIVE)
JOIN_DRAFT_DAYS = env.int("JOIN_DRAFT_DAYS", 30, validate=_POSITIVE)
#: Days in which a question of staff has to be answered.
JOIN_ANSWER_DAYS = env.int("JOIN_ANSWER_DAYS", 14, validate=_POSITIVE)
#: Working days in which applicants are told that staff usually decide.
JOIN_DECISION_DAYS = env.int("JOIN_DECISION_DAYS", 3, validate=_POSITIVE)
#: Minutes for which a reviewer has the lease on an application.
JOIN_TAKE_MINUTES = env.int("JOIN_TAKE_MINUTES", 30, validate=_POSITIVE)
#: Days after which a refused, withdrawn or expired application loses the person's data.
JOIN_ERASE_DAYS = env.int("JOIN_ERASE_DAYS", 90, validate=_POSITIVE)
#: Rule 18.
JOIN_LEAST_AGE = env.int("JOIN_LEAST_AGE", 18, validate=_NOT_NEGATIVE)
#: Who lives or works there may join (rule 18).
JOIN_PREFECTURES = env.list("JOIN_PREFECTURES", ["北海道"])
#: 出資金: yen of a unit, and the units that newcomers may choose.
SHARE_UNIT_YEN = env.int("SHARE_UNIT_YEN", 1_000, validate=_POSITIVE)
JOIN_LEAST_SHARE_UNITS = env.int("JOIN_LEAST_SHARE_UNITS", 1, validate=_NOT_NEGATIVE)
JOIN_MOST_SHARE_UNITS = env.int("JOIN_MOST_SHARE_UNITS", 1_000, validate=_POSITIVE)
#: Where a newcomer gives the bank the debit mandate (rule 20); empty: a paper form is sent.
BANK_MANDATE_URL = env.str("BANK_MANDATE_URL", "")
#: Whether approval gives the number out of a range of our own, or waits for the other system.
MEMBER_NUMBER_SOURCE = env.str(
    "MEMBER_NUMBER_SOURCE", "own", validate=validate.OneOf(["own", "feed"])
)
#: First and last number of the range, without the check digit.
MEMBER_NUMBER_RANGE = env.str("MEMBER_NUMBER_RANGE", "200000000-299999999")
MEMBER_NUMBER_CHECK_DIGIT = env.str(
    "MEMBER_NUMBER_CHECK_DIGIT", "luhn", validate=validate.OneOf(["luhn", "ean", "none"])
)
#: Days after a change went out to the master in which its files may not know of it yet.
MEMBER_CHANGE_GRACE_DAYS = env.int("MEMBER_CHANGE_GRACE_DAYS", 1, validate=_NOT_NEGATIVE)
#: Days for which the mailed link ties the first sign-in.
FIRST_SIGN_IN_DAYS = env.int("FIRST_SIGN_IN_DAYS", 14, validate=_POSITIVE)
#: Days for which sign-ins are listed to the member.
SIGN_IN_DAYS = env.int("SIGN_IN_DAYS", 90, validate=_POSITIVE)
#: Days for which looks at personal data and checks of cards are kept; not less than 731.
LOG_DAYS = max(env.int("LOG_DAYS", 3 * 365, validate=_POSITIVE), 731)

# The membership card (rule 22)

CARD_SYMBOLOGY = env.str(
    "CARD_SYMBOLOGY", "ean13", validate=validate.OneOf(["ean13", "code128", "nw7"])
)
#: A card number: prefix, member number, digits that count the issues, check digit.
CARD_PREFIX = env.str("CARD_PREFIX", "2")
CARD_ISSUE_DIGITS = env.int("CARD_ISSUE_DIGITS", 1, validate=_NOT_NEGATIVE)
CARD_NUMBER_LENGTH = env.int("CARD_NUMBER_LENGTH", 13, validate=_POSITIVE)
CARD_CHECK_DIGIT = env.str(
    "CARD_CHECK_DIGIT", "ean", validate=validate.OneOf(["ean", "luhn", "none"])
)
#: Days after which a card that is kept for use without signal is dropped.
CARD_OFFLINE_DAYS = env.int("CARD_OFFLINE_DAYS", 7, validate=_POSITIVE)
#: Wrong minute codes of one card that lock its check, and the minutes of the lock.
CARD_CODE_TRIES = env.int("CARD_CODE_TRIES", 10, validate=_POSITIVE)
CARD_LOCK_MINUTES = env.int("CARD_LOCK_MINUTES", 15, validate=_POSITIVE)
#: Most checks at one address of the counter.
CARD_CHECK_RATE = env.str("CARD_CHECK_RATE", "120/minute", validate=_rate)

# Points (rule 17): docs/points.md

#: Points are used on an order in this unit, and not fewer than the least.
POINTS_UNIT = env.int("POINTS_UNIT", 1, validate=validate.Range(min=1))
POINTS_LEAST = env.int("POINTS_LEAST", 1, validate=_NOT_NEGATIVE)
#: Months after the month of the earning, and the day of that month (0: its last) on which points
#: can be used last; 0 months: never ending. What was printed stays.
POINTS_EXPIRY_MONTHS = env.int("POINTS_EXPIRY_MONTHS", 12, validate=validate.Range(min=0))
POINTS_EXPIRY_DAY = env.int("POINTS_EXPIRY_DAY", 0, validate=validate.Range(min=0, max=31))
#: Days before that members are told, and days before that staff see what would expire.
POINTS_EXPIRY_NOTICE_DAYS = env.int("POINTS_EXPIRY_NOTICE_DAYS", 30, validate=_NOT_NEGATIVE)
POINTS_EXPIRY_PLAN_DAYS = env.int("POINTS_EXPIRY_PLAN_DAYS", 7, validate=_NOT_NEGATIVE)
#: A month whose expiry differs from that of the month before by more than this per cent, and by
#: more than this many points, waits for staff.
POINTS_EXPIRY_HOLD_PERCENT = env.int("POINTS_EXPIRY_HOLD_PERCENT", 50, validate=_NOT_NEGATIVE)
POINTS_EXPIRY_HOLD_POINTS = env.int("POINTS_EXPIRY_HOLD_POINTS", 10_000, validate=_NOT_NEGATIVE)
#: Days after the delivery day on which the points of a delivery become real.
POINTS_CONFIRM_DAYS = env.int("POINTS_CONFIRM_DAYS", 7, validate=_NOT_NEGATIVE)
#: Days that points get which are given back after their day; 0: they stay as they were printed.
POINTS_GIVE_BACK_DAYS = env.int("POINTS_GIVE_BACK_DAYS", 60, validate=_NOT_NEGATIVE)
#: Days after a withdrawal came in at which the account of points ends; a wrong row is mended then.
POINTS_ENDING_DAYS = env.int("POINTS_ENDING_DAYS", 14, validate=_NOT_NEGATIVE)
#: Points above which a correction must be released by another member of staff.
POINTS_ADJUSTMENT_LIMIT = env.int("POINTS_ADJUSTMENT_LIMIT", 5_000, validate=_NOT_NEGATIVE)
#: When several campaigns hold for the same goods: the highest counts, or what each adds.
POINTS_CAMPAIGNS = env.str(
    "POINTS_CAMPAIGNS", "highest", validate=validate.OneOf(["highest", "add"])
)
#: Last day of the month that stages count (20: from the 21st to the 20th); 0: calendar months.
POINTS_STAGE_CLOSING_DAY = env.int(
    "POINTS_STAGE_CLOSING_DAY", 20, validate=validate.Range(min=0, max=28)
)
#: Days after the end of a month on which its stages are settled: its last sales have come by then.
POINTS_STAGE_WAIT_DAYS = env.int("POINTS_STAGE_WAIT_DAYS", 1, validate=_NOT_NEGATIVE)
#: Where the prepaid card can be used, in words for the member.
PREPAID_PLACES = env.str("PREPAID_PLACES", "生協のお店のレジ")

# Files that arrive: when staff must look first

#: Per cent of bad rows above which a file in rows mode is refused whole.
FEED_BAD_ROWS_PERCENT = env.float("FEED_BAD_ROWS_PERCENT", 1, validate=_PER_CENT)
#: A full snapshot that withdraws more than this per cent of what stands is held.
FEED_HOLD_WITHDRAWN_PERCENT = env.float("FEED_HOLD_WITHDRAWN_PERCENT", 20, validate=_PER_CENT)
#: A snapshot that changes more than this per cent of prices by over 30 per cent is held.
FEED_HOLD_PRICES_PERCENT = env.float("FEED_HOLD_PRICES_PERCENT", 20, validate=_PER_CENT)
FEED_HOLD_PRICE_CHANGE_PERCENT = env.float("FEED_HOLD_PRICE_CHANGE_PERCENT", 30, validate=_PER_CENT)
