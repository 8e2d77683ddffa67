"""Which course an application may belong to: proposed by its postcode, decided by staff."""

from members.joining.models import Application
from members.models import Course
from members.queries.postcodes import best_course, service_of


def propose_course(application: Application) -> Course | None:
    """Return the course that a submitted application may belong to, or None.

    Of the courses that serve the place of delivery the one of the weekday that was hoped for,
    else the one with the lowest code. Staff decide.
    """
    if not application.wants_delivery:
        return None
    service = service_of(place_of_delivery(application))
    if application.delivers_to == Application.DeliversTo.PICKUP:
        here = [each for each in service.pickups if each.place == application.drop_place]
        courses = [each.course for each in here or service.pickups if each.course]
    else:
        courses = list(service.courses)
    return best_course(courses, application.weekday_hoped)


def place_of_delivery(application: Application) -> str:
    """Return the postcode that the goods go to: of the home, or of the workplace."""
    if application.delivers_to == Application.DeliversTo.WORK:
        return application.workplace_postcode
    return application.postcode
