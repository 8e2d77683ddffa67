"""All settings. Every value comes from the environment; the defaults suit a bare machine.

``.env.example`` lists every variable; a test compares the two. By who changes them: Django's own,
who may sign in, what the co-op decides (business), what runs when (schedule), names resolved late
(seams).
"""

from todock.settings.business import *  # noqa: F403
from todock.settings.django import *  # noqa: F403
from todock.settings.schedule import *  # noqa: F403
from todock.settings.seams import *  # noqa: F403
from todock.settings.sign_in import *  # noqa: F403
