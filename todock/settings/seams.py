"""Names resolved late: what an app asks of one that is above it, and may not import."""

# What catalog pages show of a member is joined in by the app that knows (resolved late).
CATALOG_MEMBER_SIDE = "orders.drawing.member_side.of_request"
# Who writes down that rows of a file were handed out, or shown, to staff (resolved late, too).
FEEDS_HANDED_OUT = "members.access_log.log_handed_out"
FEEDS_SHOWN = "members.access_log.log_shown"
# What pages of members ask of the apps beside and above (resolved late, too).
MEMBERS_COMING_CYCLES = "orders.queries.coming_cycles.cycles"
MEMBERS_FORGET_VISITOR = "members.joining.grants.forget"
MEMBERS_ALLERGENS = "catalog.queries.allergens.choices"
# What the ledger asks of the app that knows orders: what an entry came from, what is on the other
# side of the audit, and what is known of an offer, for the try-out of campaigns.
POINTS_CAUSE = "orders.queries.points.cause_of"
POINTS_AUDIT_CHECKS = ["orders.queries.points_audit.CHECKS"]
POINTS_GOODS = "orders.queries.points.goods_of"
