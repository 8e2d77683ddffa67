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
    # A feed is seen within a minute of its marker.
    "look-into-the-inbox": {
        "task": "todock.feeds.tasks.look_into_inbox",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # Short after CLOSING_DELAY_SECONDS: depots wait for the export, members for the mail.
    "close-windows": {
        "task": "orders.tasks.close_due_windows",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 60},
    },
    # REMINDER_HOURS before a deadline half an hour more or less is no matter.
    "remind-of-deadlines": {
        "task": "orders.tasks.remind_of_deadlines",
        "schedule": timedelta(minutes=30),
        "options": {"expires": 60},
    },
    # Somebody may wait for a code in front of the page.
    "send-waiting-mail": {
        "task": "todock.post.tasks.send_waiting_mail",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # What was replaced is kept for days; what a dead worker left shows a placeholder till then.
    "delete-replaced-pictures": {
        "task": "catalog.tasks.delete_replaced_pictures",
        "schedule": timedelta(hours=1),
    },
    # After a change, first pages are cold until the next run: for five minutes at most.
    "warm-cards": {
        "task": "catalog.tasks.warm_cards",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 60},
    },
    # Reviewers hear of an application as it comes in.
    "send-staff-messages": {
        "task": "todock.post.tasks.send_staff_messages",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    # When the desk opens.
    "tell-staff-what-waits": {
        "task": "members.joining.tasks.tell_staff_what_waits",
        "schedule": crontab(minute=0, hour=env.int("SLACK_DIGEST_HOUR", 9)),
    },
    # Pages refuse what is over at once; this only writes it down.
    "expire-applications": {
        "task": "members.joining.tasks.expire_applications",
        "schedule": timedelta(hours=1),
    },
    # JOIN_ERASE_DAYS are days.
    "erase-applications": {
        "task": "members.joining.tasks.erase_applications",
        "schedule": timedelta(days=1),
    },
    # The numbers that come back make members: a newcomer waits for them.
    "export-applications": {
        "task": "members.joining.tasks.export_applications",
        "schedule": timedelta(hours=1),
    },
    # A new address should be known before the next van is loaded.
    "export-member-changes": {
        "task": "members.tasks.export_member_changes",
        "schedule": timedelta(hours=1),
    },
    # Points, in the night: what has come is made real before it is counted, what is over expires,
    # what was done goes out, and then everything is added up.
    # A day is over at midnight. What runs again by the hour goes on where a run died.
    "confirm-points": {
        "task": "points.tasks.confirm_due",
        "schedule": crontab(minute=10, hour="1-5"),
    },
    # Before the expiry, which then finds nothing of theirs.
    "end-accounts-of-points": {
        "task": "points.tasks.end_accounts",
        "schedule": crontab(minute=20, hour=2),
    },
    # After what became real at 2:10 is counted.
    "expire-points": {
        "task": "points.tasks.expire_due",
        "schedule": crontab(minute=30, hour="2-4"),
    },
    # After the sales of the evening; what is paid is in the audit.
    "settle-stages": {
        "task": "points.tasks.settle_stages",
        "schedule": crontab(minute=0, hour="4-5"),
    },
    # A mail is read by day, and wakes nobody.
    "notice-expiring-points": {
        "task": "points.tasks.notice_expiring",
        "schedule": crontab(minute=0, hour=9),
    },
    # After everything that moves points by night, and before staff are at their desks.
    "audit-points": {
        "task": "points.tasks.audit_ledger",
        "schedule": crontab(minute=0, hour=6),
    },
    # With what has expired in this night.
    "export-point-uses": {
        "task": "points.tasks.export_point_uses",
        "schedule": crontab(minute=30, hour=4),
    },
    # What they are kept for is counted in days.
    "forget-old-sessions": {
        "task": "members.tasks.forget_old_sessions",
        "schedule": timedelta(days=1),
    },
}
