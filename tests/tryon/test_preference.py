"""Learning how much each scorer counts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.apps.tryon.recommend.preference import USUAL, Feedback, Preference
from intarsia.apps.tryon.scorers.base import Finding, every_scorer
from intarsia.apps.tryon.scorers.style import TRAITS
from intarsia.errors import OptionError, SavedModelError

PRIOR = {"taste": (1.5, 1.0), "harmony": (0.8, 0.8)}
told = st.builds(
    Feedback,
    st.dictionaries(st.sampled_from(sorted(PRIOR)), st.floats(-1, 1)),
    st.booleans(),
)


def test_the_prior_is_what_the_docstring_says() -> None:
    stated = re.findall(r"(\w+) (\d(?:\.\d)?) ± (\d(?:\.\d)?)", Preference.__doc__ or "")
    found = {name: (float(mean), float(deviation)) for name, mean, deviation in stated}
    assert found.pop("usual") == USUAL
    each_trait = found.pop("style")
    prior = Preference.of(every_scorer()).prior
    assert {name: pair for name, pair in prior.items() if not name.startswith("style ")} == found
    assert {prior[f"style {trait}"] for trait in TRAITS} == {each_trait}


def test_without_feedback_the_posterior_is_the_prior() -> None:
    preference = Preference(PRIOR)
    assert preference.weights == pytest.approx({"taste": 1.5, "harmony": 0.8})
    assert preference.deviations == pytest.approx({"taste": 1.0, "harmony": 0.8})
    assert preference.usual == 0


def test_liking_what_a_scorer_speaks_for_raises_its_weight() -> None:
    liked = Preference(PRIOR).learn(Feedback({"harmony": 1.0}, True))
    disliked = Preference(PRIOR).learn(Feedback({"harmony": 1.0}, False))
    assert disliked.weights["harmony"] < 0.8 < liked.weights["harmony"]
    assert disliked.deviations["harmony"] < 0.8
    assert liked.weights["taste"] == pytest.approx(1.5)  # of which nothing was said


@settings(max_examples=30, deadline=None)
@given(st.lists(told, max_size=12), st.randoms())
def test_the_order_of_feedbacks_does_not_matter(feedbacks: list[Feedback], random: object) -> None:
    shuffled = list(feedbacks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    at_once, one_by_one = Preference(PRIOR).learn(feedbacks), Preference(PRIOR)
    for each in shuffled:
        one_by_one = one_by_one.learn(each)
    assert one_by_one.weights == pytest.approx(at_once.weights, abs=1e-7)
    assert one_by_one.covariance == pytest.approx(at_once.covariance, abs=1e-7)


def test_the_posterior_is_the_maximum() -> None:
    chance = np.random.default_rng(0)
    feedbacks = [Feedback({"taste": x, "harmony": z}, bool(x > 0)) for x, z in chance.uniform(-1, 1, (40, 2))]
    found = Preference(PRIOR).learn(feedbacks)
    weights = np.array([*found.weights.values(), found.usual])

    def log_posterior(weights: np.ndarray) -> float:
        prior = -0.5 * ((weights - [1.5, 0.8, 0.0]) ** 2 / np.array([1.0, 0.64, 1.0])).sum()
        odds = [weights @ [each.evidence["taste"], each.evidence["harmony"], 1] for each in feedbacks]
        signs = [1 if each.liked else -1 for each in feedbacks]
        return float(prior - np.logaddexp(0, -np.array(signs) * odds).sum())

    best = log_posterior(weights)
    for step in chance.normal(0, 0.01, (50, 3)):
        assert log_posterior(weights + step) < best
    assert found.weights["taste"] > 2.5


def test_uncertain_weights_make_probabilities_cautious() -> None:
    evidence = {"taste": 1.0, "harmony": 1.0}
    unsure, sure = Preference(PRIOR), Preference({"taste": (1.5, 1e-3), "harmony": (0.8, 1e-3)})
    assert 0.5 < unsure.probability(evidence) < sure.probability(evidence) < 1
    assert unsure.probability({}) == 0.5


def test_a_scorer_with_nothing_to_go_by_teaches_nothing() -> None:
    feedback = Feedback.of({"taste": Finding(None), "harmony": Finding(0.75)}, True)
    assert feedback.evidence == {"harmony": 0.5}


def test_what_a_scorer_does_not_judge_is_learned_by_its_traits() -> None:
    prior = PRIOR | {"style stripe": (0.0, 1.0), "style print": (0.0, 1.0)}
    striped, printed = (Finding(None, traits={"style stripe": share, "style print": 1 - share}) for share in (1.0, 0.0))
    told = Preference(prior).learn([Feedback.of({"style": striped}, True), Feedback.of({"style": printed}, False)])
    assert told.weights["style stripe"] > 0 > told.weights["style print"]
    assert Preference(prior).weights["style stripe"] == 0


def test_preferences_are_kept_as_json(tmp_path: Path) -> None:
    preference = Preference(PRIOR).learn([Feedback({"taste": 0.25}, True), Feedback({"harmony": -1.0}, False)])
    preference.save(tmp_path / "preference.json")
    assert Preference.load(tmp_path / "preference.json") == preference
    kept = json.loads((tmp_path / "preference.json").read_text("utf-8"))
    assert set(kept) == {"format", "prior", "feedbacks", "digest"}
    assert [path.name for path in tmp_path.iterdir()] == ["preference.json"]


NO_NUMBER = '{"format": 1, "prior": {}, "feedbacks": [{"evidence": {"taste": NaN}, "liked": true}]}'


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"prior": {"taste": [1]}, "feedbacks": []}', NO_NUMBER])
def test_a_broken_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "preference.json").write_text(text)
    with pytest.raises(SavedModelError, match=r"the preference in .* cannot be read .* delete the file to begin anew"):
        Preference.load(tmp_path / "preference.json")


def test_a_file_of_another_format_is_told(tmp_path: Path) -> None:
    (tmp_path / "preference.json").write_text('{"format": 9, "prior": {}, "feedbacks": []}')
    with pytest.raises(SavedModelError, match="is of format 9, not 1; delete it"):
        Preference.load(tmp_path / "preference.json")


def test_priors_must_be_priors() -> None:
    with pytest.raises(OptionError, match=r"prior of scorer 'taste' is 1\.0 ± 0\.0; the deviation must be above 0"):
        Preference({"taste": (1.0, 0.0)})
