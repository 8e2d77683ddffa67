"""The rights of each role of staff, by the name of its group: data of the settings.

Who sees the members does not see the applications, and the other way round.
"""


def _dated(noun: str) -> list[str]:
    """The rights on dated data of points that staff are the masters of."""
    return [f"points.{verb}_{noun}" for verb in ("view", "add", "change", "delete")]


OFFICE = (
    "職員",
    [
        "feeds.run_feeds",
        "feeds.view_feedfile",
        "feeds.view_rowproblem",
        "members.view_member",
        "members.view_course",
        "members.view_centre",
        "post.view_outgoingmail",
        "members.view_servedpostcode",
        "joining.view_consentdocument",
        "members.view_memberchange",
        "post.view_staffmessage",
        "members.view_accesslog",
        "members.view_membershipcard",
        "members.reissue_membershipcard",
        "catalog.view_cycle",
        "catalog.view_offer",
        "catalog.view_product",
        "catalog.view_category",
        "catalog.view_offerstock",
        "catalog.view_allergen",
        "catalog.change_allergen",
        "catalog.view_picture",
        "catalog.view_synonym",
        "catalog.add_synonym",
        "catalog.change_synonym",
        "catalog.delete_synonym",
        "orders.view_order",
        "orders.give_points_back",
        "orders.view_orderline",
        "orders.view_orderevent",
        "orders.view_orderwindow",
        "orders.view_ordertotal",
        "orders.view_feerule",
        "orders.add_feerule",
        "orders.change_feerule",
        "orders.delete_feerule",
        "orders.view_purchaselimit",
        "points.view_account",
        "points.merge_account",
        "points.view_transaction",
        "points.view_adjustment",
        "points.ask_adjustment",
        # Of what another has asked for: two people, whatever their rights.
        "points.release_adjustment",
        "points.view_sale",
        "points.view_stagemonth",
        "points.view_auditrun",
        "points.view_expiryrun",
        "points.release_expiryrun",
        *_dated("earnrule"),
        *_dated("campaign"),
        *_dated("stagerule"),
        *_dated("donation"),
    ],
)
REVIEW = (
    "加入審査",
    [
        "joining.view_application",
        "joining.decide_application",
        "joining.view_applicationevent",
        "members.view_memberrequest",
        "members.decide_memberrequest",
        "members.view_memberchange",
        "joining.view_consentdocument",
        "joining.add_consentdocument",
        "members.view_servedpostcode",
        "members.view_course",
        "members.view_centre",
        "post.view_staffmessage",
    ],
)
COUNTER = (
    "店舗カウンター",
    [
        "members.view_membershipcard",
        "members.check_membershipcard",
        "members.reissue_membershipcard",
    ],
)
