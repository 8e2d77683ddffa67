"""Every write of the catalogue that somebody asks for, one file per concern."""

from catalog.actions.cycles import bring_cycles, redraw
from catalog.actions.pictures import point_picture
from catalog.actions.stock import give_back, take
from catalog.actions.synonyms import synonyms_changed

__all__ = [
    "bring_cycles",
    "give_back",
    "point_picture",
    "redraw",
    "synonyms_changed",
    "take",
]
