from pathlib import Path, PurePosixPath, PureWindowsPath

from hypothesis import given, settings
from packages import NAMES

from cases import over
from intarsia.assets.catalogue import is_safe


@over("name", ["model.bin", "1_Pooling/config.json", "./a", "a..b/c", "usr/share/Foo::Bar", "模型/权重"])
def test_ordinary_names_are_safe(name):
    assert is_safe(name)


@over(
    "name",
    [
        "",
        "..",
        "../a",
        "a/../../b",
        "/etc/passwd",
        "\\x",
        "..\\a",
        "C:\\a",
        "C:a",
        "\\\\host\\share\\a",
        "a/.. /b",
        "a\0b",
    ],
)
def test_names_that_lead_away_are_not(name):
    assert not is_safe(name)


@settings(deadline=None, max_examples=300)
@given(NAMES)
def test_a_safe_name_stays_below_its_folder_on_any_system(name):
    if is_safe(name):
        root = Path("/cache/assets/small")
        assert (root / name).resolve().is_relative_to(root)
        windows = PureWindowsPath("D:/cache") / name
        assert windows.drive == "D:"
        assert ".." not in windows.parts
        assert ".." not in PurePosixPath(name).parts
