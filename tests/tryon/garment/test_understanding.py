from __future__ import annotations

import dataclasses
import inspect

import numpy as np
import PIL.Image
import pytest
import skimage.data

from intarsia.apps.tryon.garment import appearance
from intarsia.apps.tryon.garment.embedding import text_vectors
from intarsia.apps.tryon.garment.garment import TRAITS, Garment
from intarsia.apps.tryon.garment.heads import Classification, head
from intarsia.apps.tryon.garment.proportions import length_of, ratio
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.understanding import NOTES, describe, remarks, understand
from intarsia.apps.tryon.garment.views import VIEWS, views
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.errors import RefusedPhoto, UnknownName

NAVY = (20.0, 5.0, -24.0)


def photo(kind: str, **spec):
    return render_garment(GarmentSpec(kind, **{"colours": (NAVY,), **spec}), height=256).pixels


@pytest.fixture(scope="module")
def shirt() -> appearance.Seen:
    return appearance.see(read(photo("shirt", sleeve="long")))


def test_a_photo_becomes_a_garment(shirt):
    garment = describe(shirt, Stated(title="Oxford"), text_vectors(["Oxford"])[0])
    assert garment.category == "shirt"
    assert (garment.pattern, garment.sleeve, garment.neck, garment.length) == ("plain", "long", "collar", None)
    assert garment.probability == garment.sureness["category"] > 0.5
    assert garment.mask.shape == garment.pixels.shape[:2]
    assert np.linalg.norm(garment.image) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(garment.text) == pytest.approx(1, abs=1e-3)
    assert sum(share for _, share in garment.palette) == pytest.approx(1)


@pytest.mark.parametrize(
    ("kind", "category", "length"),
    [("trousers", "pants", "long"), ("dress", "dress", None), ("shorts", "shorts", None)],
)
def test_kinds_are_told_apart(kind, category, length):
    garment = understand(photo(kind))
    assert garment.category == category
    assert garment.length == length or length is None
    assert kind == "dress" or garment.sleeve is None


def test_what_is_told_comes_before_what_is_seen(shirt):
    garment = describe(shirt, Stated("longsleeve", pattern="print", neck="hood", price=5.0, sizes=("M",)))
    assert (garment.category, garment.pattern, garment.neck, garment.price) == ("longsleeve", "print", "hood", 5.0)
    assert garment.sureness["category"] == garment.sureness["pattern"] == 1.0
    assert garment.text is None


def test_the_same_photo_is_the_same_garment_whatever_its_file(tmp_path):
    import PIL.Image

    PIL.Image.fromarray(photo("skirt")).save(tmp_path / "a.png")
    one, other = understand(tmp_path / "a.png"), understand(photo("skirt"))
    assert one == other
    assert np.array_equal(one.image, other.image)


def test_trousers_where_a_shirt_was_promised_are_a_shirt_with_a_remark():
    garment = understand(photo("trousers"), category="shirt")
    assert (garment.category, garment.probability) == ("shirt", 1.0)
    kind, share = garment.shown
    assert kind == "pants"
    (remark,) = remarks(garment)
    assert remark.en == f"Taken as shirt, as it was listed; its photo looks like trousers ({share:.0%})."
    assert remark.zh == f"按标注视为衬衫；照片看起来是长裤（{share:.0%}）。"


def test_what_is_worn_in_the_same_place_is_no_contradiction(shirt):
    assert describe(shirt, Stated(category="t-shirt")).shown is None
    assert describe(shirt, Stated(title="Polo T-shirt")).category == "t-shirt"


def test_a_title_decides_where_nothing_else_was_said(shirt):
    garment = describe(shirt, Stated(title="Women's summer dress"))
    assert (garment.category, garment.probability, garment.wearer) == ("dress", 1.0, "women")
    listed = describe(shirt, Stated(category="skirt", title="Women's summer dress", wearer="children"))
    assert (listed.category, listed.wearer) == ("skirt", "children")


def test_a_word_for_several_kinds_leaves_the_choice_among_them_to_title_and_photo(shirt):
    likely = Classification({"dress": 0.6, "shirt": 0.3, "t-shirt": 0.1})
    seen = dataclasses.replace(shirt, answers={**shirt.answers, "category": likely})
    garment = describe(seen, Stated(kind_word="Tops"))
    assert (garment.category, garment.probability) == ("shirt", pytest.approx(0.75))
    assert garment.rivals == ()
    assert describe(seen, Stated(kind_word="Tops", title="Cotton T-shirt")).category == "t-shirt"


def test_a_photo_that_leaves_two_kinds_open_names_both(shirt):
    likely = Classification({"dress": 0.45, "t-shirt": 0.4, "shirt": 0.15})
    seen = dataclasses.replace(shirt, answers={**shirt.answers, "category": likely})
    garment = describe(seen, Stated())
    assert garment.rivals == ("dress", "t-shirt")
    assert [each.en for each in remarks(garment)] == ["It may be dress or T-shirt: say which."]
    assert describe(seen, Stated(title="Striped T-shirt")).rivals == ()


def test_what_is_called_no_garment_is_refused_and_a_category_overrules_that(shirt):
    for told in (Stated(kind_word="Saree"), Stated(title="Leather handbag")):
        with pytest.raises(RefusedPhoto, match="which the fitting room does not dress anybody in") as refusal:
            describe(shirt, told)
        assert refusal.value.reason == "no garment"
    assert describe(shirt, Stated(category="dress", title="Saree")).category == "dress"


def test_an_empty_photo_is_refused():
    with pytest.raises(RefusedPhoto, match="nothing that stands out from its background") as refusal:
        understand(np.full((200, 200, 3), 230, np.uint8))
    assert refusal.value.reason == "no garment"


def test_what_is_no_garment_is_refused_unless_somebody_says_that_it_is_one():
    with pytest.raises(RefusedPhoto, match="does not look like a photo of a garment"):
        understand(skimage.data.coffee())
    garment = understand(skimage.data.coffee(), title="Coffee-coloured hat")
    assert garment.category == "hat"
    assert "strange" in garment.notes


@pytest.mark.parametrize("change", ["mirrored", "reduced", "cropped"])
def test_a_changed_portrait_is_a_person_too(change):
    portrait = PIL.Image.fromarray(skimage.data.astronaut())
    changed = {
        "mirrored": portrait.transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT),
        "reduced": portrait.resize((300, 300)),
        "cropped": portrait.crop((0, 0, 512, 400)),
    }
    with pytest.raises(RefusedPhoto, match="shows a person more than a garment"):
        understand(changed[change])


def test_a_person_is_told():
    astronaut = skimage.data.astronaut()
    with pytest.raises(RefusedPhoto, match="shows a person more than a garment") as refusal:
        understand(astronaut)
    assert refusal.value.reason == "worn"
    garment = understand(astronaut, category="outwear")
    assert garment.notes == ("worn",)
    assert garment.shown is None
    assert not garment.mask[60:170, 200:260].any()  # her face


def test_unsure_photos_carry_notes(shirt):
    vague = dataclasses.replace(
        shirt, sureness=0.1, answers={**shirt.answers, "category": Classification({"shirt": 0.3, "dress": 0.05})}
    )
    assert describe(vague, Stated()).notes == ("outline", "category")
    assert all(NOTES[name].zh for name in ("outline", "category", "worn"))


def test_what_may_be_stated_of_a_garment_stands_in_the_signature():
    stated = set(inspect.signature(understand).parameters) - {"photo"}
    assert stated == {each.name for each in dataclasses.fields(Stated)}
    with pytest.raises(UnknownName, match="no garment category named 'shrt'"):
        understand(photo("shirt"), category="shrt")


def test_heads_know_the_values_of_the_traits():
    for trait in ("pattern", "sleeve", "neck"):
        assert set(head(trait).classes_) == set(TRAITS[trait])


def test_an_answer_among_fewer_values_sums_to_one():
    answer = Classification({"long": 0.6, "short": 0.3, "none": 0.1}).among(("short", "none"))
    assert (answer.value, answer.probability) == ("short", pytest.approx(0.75))


def test_lengths_follow_the_ratio(shirt):
    assert [length_of(each, "skirt").value for each in (0.7, 1.5, 3.0)] == ["short", "knee", "long"]
    assert length_of(1.0, "hat") is None
    assert 0.7 < ratio(shirt.load_cutout()) < 1.6


def test_views_are_squares_and_mirrors(shirt):
    shown = views(shirt.load_cutout())
    assert len(shown) == VIEWS
    assert {each.shape for each in shown} == {(224, 224, 3)}
    assert all(np.array_equal(shown[at], shown[at + 1][:, ::-1]) for at in (0, 2, 4))


def test_a_garment_without_a_photo_has_an_empty_mask():
    assert Garment("x", "shirt", (), "plain").mask.shape == (0, 0)


def test_empty_texts_have_no_vector():
    assert text_vectors(["", " "]) == [None, None]
