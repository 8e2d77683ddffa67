"""A neighbour that did not answer is left alone for a while."""

from todock.lib.pause import Pause


class Clock:
    """Seconds as the test lets them go by."""

    def __init__(self):
        self.seconds = 1_000.0

    def __call__(self):
        return self.seconds


def test_a_neighbour_that_failed_is_left_alone_for_so_many_seconds():
    clock = Clock()
    pause = Pause(5, clock)
    assert not pause.lasts("redis")

    pause.begin("redis")

    assert pause.lasts("redis")
    clock.seconds += 4.9
    assert pause.lasts("redis")
    clock.seconds += 0.1
    assert not pause.lasts("redis")


def test_who_fails_again_is_left_alone_again():
    clock = Clock()
    pause = Pause(5, clock)
    pause.begin("redis")
    clock.seconds += 5

    pause.begin("redis")

    clock.seconds += 4
    assert pause.lasts("redis")


def test_one_dead_neighbour_says_nothing_of_another():
    pause = Pause(5)

    pause.begin("redis:6379")

    assert pause.lasts("redis:6379")
    assert not pause.lasts("redis:6380")


def test_a_pause_can_be_ended_for_all():
    pause = Pause(5)
    pause.begin("redis")

    pause.end()

    assert not pause.lasts("redis")
