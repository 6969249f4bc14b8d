"""What is kept of the last page of outfits, so that they can be liked and disliked by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from intarsia.apps.tryon.recommend.preference import Feedback, numbers
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.errors import OptionError, SavedModelError
from intarsia.files import whole
from intarsia.i18n import messages
from intarsia.sealed import parsed, sealed, unsealed

say = messages(__package__)


FILE = "lastpage.json"


@dataclass(frozen=True)
class LastPage:
    """What the scorers said of the outfits of a page: numbers per scorer and trait, no picture, no garment, no wish.

    Attributes:
        page: where it was written.
        evidence: what was said of each outfit, see `Feedback`.
        told: number of an outfit, from 1 → whether it was liked.
    """

    page: str
    evidence: tuple[Mapping[str, float], ...]
    told: Mapping[int, bool] = field(default_factory=dict)

    @staticmethod
    def of(recommendation: Recommendation, page: Path) -> LastPage:
        """Return what is kept of the page of a recommendation."""
        name = str(page).encode("utf-8", "backslashreplace").decode()  # a path need not be UTF-8
        return LastPage(name, tuple(Feedback.of(each.findings, True).evidence for each in recommendation))

    def feedback(self, number: int, liked: bool) -> tuple[Feedback, LastPage]:
        """Return what is to be learned of an outfit, and the page on which it was told. Raises `OptionError`."""
        if not 1 <= number <= len(self.evidence):
            raise OptionError(say("page.no_look", number=number, page=self.page, count=len(self.evidence)))
        if number in self.told:
            key = "page.liked_already" if self.told[number] else "page.disliked_already"
            raise OptionError(say(key, number=number, page=self.page))
        return Feedback(self.evidence[number - 1], liked), replace(self, told={**self.told, number: liked})

    def save(self, folder: Path) -> None:
        """Keep it in a folder, which is made when needed, in place of the page before."""
        told = {str(number): liked for number, liked in self.told.items()}
        with whole(folder / FILE) as part:
            part.write_bytes(sealed({"page": self.page, "evidence": self.evidence, "told": told}))

    @staticmethod
    def load(folder: Path) -> LastPage:
        """Read what `save` wrote. Raises `OptionError` when there is none, `SavedModelError` when it is damaged."""
        try:
            kept = unsealed(parsed(folder / FILE))
            evidence = tuple(numbers(each) for each in kept["evidence"])
            told = {int(number): bool(liked) for number, liked in kept["told"].items()}
            return LastPage(str(kept["page"]), evidence, told)
        except FileNotFoundError:
            raise OptionError(say("page.none")) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise SavedModelError(say("page.unreadable", path=folder / FILE, why=error)) from error
