"""What is kept of the last page of looks, so that its numbers can be liked and disliked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from intarsia.apps.tryon.recommend.preference import Feedback
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.errors import OptionError, SavedModelError
from intarsia.files import whole

FILE = "lastpage.json"


@dataclass(frozen=True)
class LastPage:
    """What the layers said of the looks of a page: numbers per layer and trait, no picture, no garment, no wish.

    Attributes:
        page: where it was written.
        evidence: of each look, see `Feedback`.
        told: number of a look, from 1 → whether it was liked.
    """

    page: str
    evidence: tuple[Mapping[str, float], ...]
    told: Mapping[int, bool] = field(default_factory=dict)

    @staticmethod
    def of(recommendation: Recommendation, page: Path) -> LastPage:
        """The page of these looks."""
        return LastPage(str(page), tuple(Feedback.of(each.findings, True).evidence for each in recommendation))

    def feedback(self, number: int, liked: bool) -> tuple[Feedback, LastPage]:
        """What is to be learned of a look, and the page on which it was told. Raises `OptionError`."""
        if not 1 <= number <= len(self.evidence):
            raise OptionError(f"there is no look {number} on {self.page}: its looks are 1 to {len(self.evidence)}")
        if number in self.told:
            said = "liked" if self.told[number] else "disliked"
            raise OptionError(
                f"look {number} of {self.page} was {said} already: each look is told once, and forget begins anew"
            )
        return Feedback(self.evidence[number - 1], liked), replace(self, told={**self.told, number: liked})

    def save(self, folder: Path) -> None:
        """Keep it in a folder, which is made when needed, in place of the page before."""
        told = {str(number): liked for number, liked in self.told.items()}
        with whole(folder / FILE) as part:
            part.write_text(json.dumps({"page": self.page, "evidence": self.evidence, "told": told}), "utf-8")

    @staticmethod
    def load(folder: Path) -> LastPage:
        """Read what `save` wrote. Raises `OptionError` when there is none, `SavedModelError` when it is damaged."""
        try:
            kept = json.loads((folder / FILE).read_text("utf-8"))
            evidence = tuple({str(name): float(value) for name, value in each.items()} for each in kept["evidence"])
            told = {int(number): bool(liked) for number, liked in kept["told"].items()}
            return LastPage(str(kept["page"]), evidence, told)
        except FileNotFoundError:
            raise OptionError("no looks were shown yet: intarsia tryon recommend writes a page of them") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            why = f"{folder / FILE} cannot be read ({error}): show looks anew with intarsia tryon recommend"
            raise SavedModelError(why) from error
