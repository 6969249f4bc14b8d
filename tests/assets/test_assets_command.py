import pytest

from intarsia.cli.verbs.assets import list_assets, pull_assets, where
from intarsia.errors import AssetError, OptionError, UnknownName


@pytest.fixture
def small(shelf, monkeypatch):
    shelf.declare({"pypi": "small-weights==1.0"})
    shelf.wheel()
    monkeypatch.setenv("INTARSIA_ASSETS", str(shelf.root))
    return shelf


def test_the_list_fits_a_terminal_and_tells_what_is_here(small, capsys):
    list_assets()
    before = capsys.readouterr().out
    assert all(len(line) <= 80 for line in before.splitlines()[:-1])
    assert "not here yet" in before
    assert "all-MiniLM-L6-v2" in before
    pull_assets(["small"])
    capsys.readouterr()
    list_assets()
    assert any(line.startswith("small ") and line.endswith("  here") for line in capsys.readouterr().out.splitlines())


def test_pull_prints_the_folders_and_where_finds_them_again(small, capsys):
    pull_assets(["small"])
    pulled = capsys.readouterr().out
    where("small")
    assert capsys.readouterr().out == pulled


def test_where_never_downloads(small):
    with pytest.raises(AssetError, match="small is not here yet; fetch it with `intarsia assets pull small`"):
        where("small")
    assert small.visible() == []


def test_pull_wants_names_and_checks_all_of_them_first(small):
    with pytest.raises(OptionError, match="name the assets to pull"):
        pull_assets([])
    with pytest.raises(UnknownName, match="no asset named 'smaller'; did you mean 'small'"):
        pull_assets(["small", "smaller"])
    assert small.visible() == []
