"""The categories of a cycle with what they hold, kept for its revision."""

from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count

from catalog.models import Category, Cycle, Offer
from catalog.queries.offer_cards import pictures_of
from todock.lib.pages.release import kept_key

_KEPT_SECONDS = 24 * 60 * 60


@dataclass
class Branch:
    """A category, the number of its offers with everything beneath, and what is beneath."""

    pk: int
    code: str
    name: str
    path: str
    count: int = 0
    #: (folder, width, height) of a picture of its goods, or None.
    picture: tuple[str, int, int] | None = None
    parent: "Branch | None" = None
    children: list["Branch"] = field(default_factory=list)

    @property
    def ancestors(self) -> list["Branch"]:
        """The categories above, from the top down."""
        above = []
        branch = self.parent
        while branch is not None:
            above.insert(0, branch)
            branch = branch.parent
        return above

    @property
    def category_ids(self) -> list[int]:
        """This category and everything beneath it."""
        return [self.pk, *(pk for child in self.children for pk in child.category_ids)]


@dataclass
class Tree:
    """The standing categories of a cycle that hold something."""

    top: list[Branch]
    by_code: dict[str, Branch]
    by_pk: dict[int, Branch]


def tree_of(cycle: Cycle) -> Tree:
    """Return the tree of ``cycle`` from the cache, or read it: four queries."""
    key = kept_key("tree", cycle.pk, cycle.revision)
    tree = cache.get(key)
    if tree is None:
        tree = _read(cycle)
        cache.set(key, tree, _KEPT_SECONDS)
    return tree


def _read(cycle: Cycle) -> Tree:
    held = dict(
        Offer.objects.standing()
        .filter(cycle=cycle)
        .order_by()
        .values_list("product__category_id")
        .annotate(Count("pk"))
    )
    rows = list(
        Category.objects.standing()
        .order_by("sort", "code")
        .values_list("pk", "code", "name", "path", "parent_id")
    )
    by_pk = {
        pk: Branch(pk, code, name, path, held.get(pk, 0)) for pk, code, name, path, _parent in rows
    }
    for pk, *_rest, parent_id in rows:
        parent = by_pk.get(parent_id)
        if parent is not None:
            by_pk[pk].parent = parent
            parent.children.append(by_pk[pk])
    top = [branch for branch in by_pk.values() if branch.parent is None]
    for branch in top:
        _add_up(branch)
    standing = {pk: branch for pk, branch in by_pk.items() if branch.count}
    top = [branch for branch in top if branch.count]
    _give_pictures(cycle, top)
    return Tree(top, {branch.code: branch for branch in standing.values()}, standing)


def _add_up(branch: Branch) -> int:
    branch.count += sum(_add_up(child) for child in branch.children)
    branch.children = [child for child in branch.children if child.count]
    return branch.count


def _give_pictures(cycle: Cycle, branches: list[Branch]) -> None:
    """Give each branch the picture of its first offer that has one."""
    owners = {pk: branch for branch in branches for pk in branch.category_ids}
    firsts = (
        Offer.objects.standing()
        .filter(cycle=cycle)
        .exclude(product__image_key="")
        .order_by("product__category_id", "sort", "order_number")
        .distinct("product__category_id")
        .values_list("product__category_id", "sort", "product__image_key")
    )
    best: dict[str, tuple[int, str]] = {}
    for category_id, sort, image_key in firsts:
        owner = owners.get(category_id)
        if owner is not None and (owner.code not in best or sort < best[owner.code][0]):
            best[owner.code] = (sort, image_key)
    pictures = pictures_of([image_key for _sort, image_key in best.values()])
    for branch in branches:
        branch.picture = pictures.get(best.get(branch.code, (0, ""))[1])
