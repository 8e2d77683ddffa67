"""Why staff ask back, refuse or withdraw: codes for the log, words for staff and for applicants.

A code stays what it is once an application carries it; a reason that falls out of use stays here.
"""

from django.utils.translation import gettext_lazy as _

from members.rules.reasons import Reason, choices, text

__all__ = ["QUESTIONS", "REFUSALS", "WITHDRAWALS", "Reason", "choices", "text"]

#: What staff may ask back. Their own words may follow.
QUESTIONS = {
    "name": Reason(
        _("氏名・フリガナ"), _("お名前かフリガナを確かめたいので、正しい書き方を教えてください。")
    ),
    "birthday": Reason(_("生年月日"), _("生年月日を、もう一度教えてください。")),
    "address": Reason(
        _("住所・部屋番号"),
        _("住所を確かめたいので、番地や部屋番号まで教えてください。"),
    ),
    "phone": Reason(_("電話番号"), _("お電話がつながる番号を教えてください。")),
    "workplace": Reason(
        _("勤め先"),
        _("道内のお勤め先の名前と住所を教えてください。"),
    ),
    "delivery": Reason(
        _("お届け先・置き場所"),
        _("お届けする場所や、お留守のときの置き場所について教えてください。"),
    ),
    "household": Reason(
        _("同じ世帯の組合員"),
        _("同じ世帯に、すでに組合員の方がいらっしゃるかどうかを教えてください。"),
    ),
    "other": Reason(_("そのほか"), _("次のことを教えてください。")),
}

#: Why an application is not granted. Mild, and never a word about another person's membership.
REFUSALS = {
    "area": Reason(
        _("区域外"),
        _("お住まいとお勤め先が、当生協の区域の外でした。"),
    ),
    "no_delivery": Reason(
        _("配達できない住所"),
        _("申し訳ありませんが、ご希望の住所へは、いまのところお届けできません。"),
    ),
    "age": Reason(
        _("年齢"),
        _("お申し込みいただける年齢に達していませんでした。"),
    ),
    "double": Reason(
        _("重複の申し込み"),
        _("いただいた内容では、新しいお申し込みとしてお受けできませんでした。"),
    ),
    "not_a_person": Reason(
        _("個人でない"),
        _("お申し込みは、個人の方にかぎらせていただいています。"),
    ),
    "not_reached": Reason(
        _("連絡がとれない"),
        _("ご連絡先で確認がとれなかったため、お受けできませんでした。"),
    ),
    "other": Reason(
        _("そのほか"),
        _("いただいた内容では、お申し込みをお受けできませんでした。"),
    ),
}

#: Why staff withdraw an application for the applicant.
WITHDRAWALS = {
    "by_phone": Reason(_("電話で取り下げの希望"), _("お電話でのご希望により、取り下げました。")),
    "again": Reason(_("出し直し"), _("出し直しのご希望により、取り下げました。")),
}
