"""What runs when: the jobs of beat, and the queues that they wait in. Times are Japan's."""

from datetime import timedelta

from celery.schedules import crontab

from todock.env import env

CELERY_TIMEZONE = "Asia/Tokyo"
#: What a deadline waits for has a queue and a worker of its own: a feed may take minutes.
CELERY_TASK_ROUTES = {
    "orders.tasks.close_due_windows": {"queue": "deadline"},
    "todock.post.tasks.send_waiting_mail": {"queue": "deadline"},
}

CELERY_BEAT_SCHEDULE = {
    "look-into-the-inbox": {
        "task": "todock.feeds.tasks.look_into_inbox",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "close-windows": {
        "task": "orders.tasks.close_due_windows",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 60},
    },
    "remind-of-deadlines": {
        "task": "orders.tasks.remind_of_deadlines",
        "schedule": timedelta(minutes=30),
        "options": {"expires": 60},
    },
    "send-waiting-mail": {
        "task": "todock.post.tasks.send_waiting_mail",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "delete-replaced-pictures": {
        "task": "catalog.tasks.delete_replaced_pictures",
        "schedule": timedelta(hours=1),
    },
    "warm-cards": {
        "task": "catalog.tasks.warm_cards",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 60},
    },
    "send-staff-messages": {
        "task": "todock.post.tasks.send_staff_messages",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tell-staff-what-waits": {
        "task": "members.joining.tasks.tell_staff_what_waits",
        "schedule": crontab(minute=0, hour=env.int("SLACK_DIGEST_HOUR", 9)),
    },
    "expire-applications": {
        "task": "members.joining.tasks.expire_applications",
        "schedule": timedelta(hours=1),
    },
    "erase-applications": {
        "task": "members.joining.tasks.erase_applications",
        "schedule": timedelta(days=1),
    },
    "export-applications": {
        "task": "members.joining.tasks.export_applications",
        "schedule": timedelta(hours=1),
    },
    "export-member-changes": {
        "task": "members.tasks.export_member_changes",
        "schedule": timedelta(hours=1),
    },
    # Points, in the night: what has come is made real before it is counted, what is over expires,
    # what was done goes out, and then everything is added up.
    "confirm-points": {
        "task": "points.tasks.confirm_due",
        "schedule": crontab(minute=10, hour="1-5"),
    },
    "end-accounts-of-points": {
        "task": "points.tasks.end_accounts",
        "schedule": crontab(minute=20, hour=2),
    },
    "expire-points": {
        "task": "points.tasks.expire_due",
        "schedule": crontab(minute=30, hour="2-4"),
    },
    "settle-stages": {
        "task": "points.tasks.settle_stages",
        "schedule": crontab(minute=0, hour="4-5"),
    },
    "notice-expiring-points": {
        "task": "points.tasks.notice_expiring",
        "schedule": crontab(minute=0, hour=9),
    },
    "audit-points": {
        "task": "points.tasks.audit_ledger",
        "schedule": crontab(minute=0, hour=6),
    },
    "export-point-uses": {
        "task": "points.tasks.export_point_uses",
        "schedule": crontab(minute=30, hour=4),
    },
    "forget-old-sessions": {
        "task": "members.tasks.forget_old_sessions",
        "schedule": timedelta(days=1),
    },
}
