import pytest
from packages import DEBIAN, FILES, LINK, NPM, deb, tarred

from intarsia.assets import pull
from intarsia.assets.folder import Folder
from intarsia.errors import SourceFailed, UnsafeArchive, WrongHash

SOURCES = {"pypi": "small-weights==1.0", "npm": "@intarsia/small@1.0.0", "debian": "small=2:1.0-1"}


@pytest.fixture
def small(shelf, monkeypatch):
    shelf.declare(SOURCES)
    monkeypatch.setenv("INTARSIA_ASSETS", str(shelf.root))
    return shelf


def contents(home):
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def fill(folder, files=FILES):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def test_a_folder_holds_an_asset_under_its_name(small):
    fill(small.root / "small")
    (small.root / "small" / "notes.txt").write_text("not an asset")
    assert contents(pull("small")) == FILES


def test_a_copy_of_the_cache_serves_as_a_folder(small, monkeypatch):
    fill(small.root / "small")
    first = pull("small")
    monkeypatch.setenv("INTARSIA_ASSETS", str(first.parent))
    monkeypatch.setenv("INTARSIA_CACHE", str(small.root / "second"))
    assert contents(pull("small")) == FILES


def test_a_wheel_in_the_folder(small):
    small.wheel()
    assert contents(pull("small")) == FILES


def test_an_npm_package_in_the_folder(small):
    packed = tarred({NPM[path]: content for path, content in FILES.items()}, "gz")
    (small.root / "intarsia-small-1.0.0.tgz").write_bytes(packed)
    assert contents(pull("small")) == FILES


@pytest.mark.parametrize("compression", ["xz", "gz"])
def test_a_debian_package_in_the_folder(small, compression):
    packed = deb({DEBIAN[path]: content for path, content in FILES.items()} | {"usr/bin/small": LINK}, compression)
    (small.root / "small_2%3a1.0-1_all.deb").write_bytes(packed)
    assert contents(pull("small")) == FILES


def test_a_link_in_the_place_of_a_file_is_refused(small):
    packed = tarred(dict.fromkeys(NPM.values(), LINK), "gz")
    (small.root / "intarsia-small-1.0.0.tgz").write_bytes(packed)
    with pytest.raises(UnsafeArchive, match=r"'package/model\.bin' is a link or a device"):
        pull("small")
    assert small.visible() == small.leftovers() == []


def test_a_hostile_wheel_is_refused_and_leaves_nothing(small):
    small.wheel(extra={"small_weights/../../../escaped": b"!"})
    with pytest.raises(UnsafeArchive, match=r"escaped' would leave the cache\. Remove that copy"):
        pull("small")
    assert small.visible() == small.leftovers() == []


def test_a_changed_file_is_refused_and_leaves_nothing(small):
    fill(small.root / "small", FILES | {"model.bin": FILES["model.bin"].replace(b"w", b"W")})
    with pytest.raises(WrongHash, match=r"small: model\.bin from .*small is refused: its sha256"):
        pull("small")
    assert small.visible() == small.leftovers() == []


@pytest.mark.parametrize("name", ["small_weights-1.0-py3-none-any.whl", "small_2%3a1.0-1_all.deb"])
@pytest.mark.parametrize("part", [0.0, 0.4, 0.9])
def test_half_a_package_is_passed_over_with_a_reason(small, name, part):
    packed = deb({DEBIAN[path]: content for path, content in FILES.items()})
    whole = small.wheel().read_bytes() if name.endswith("whl") else packed
    small.wheel().unlink()
    (small.root / name).write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(SourceFailed, match="cannot be read, it may be half a download"):
        pull("small", [Folder(str(small.root))])
    assert small.visible() == small.leftovers() == []


def test_a_folder_without_the_asset_says_so(small):
    with pytest.raises(SourceFailed, match="neither a folder small nor a package of it is there"):
        pull("small", f"folder:{small.root}")
    with pytest.raises(SourceFailed, match="folder /none/such: there is no such folder"):
        pull("small", "folder:/none/such")


def test_a_folder_that_lacks_a_file_says_which(small):
    fill(small.root / "small", {"model.bin": FILES["model.bin"]})
    with pytest.raises(SourceFailed, match=r"sub/config\.json from .*: 0 of 1 files are there"):
        pull("small", f"folder:{small.root}")
