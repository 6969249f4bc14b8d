import hashlib
import shutil

import pytest
from packages import DEBIAN, FILES, deb

from intarsia.assets import pull
from intarsia.errors import SourceFailed


def test_without_apt_the_answer_says_so(shelf, monkeypatch):
    shelf.declare({"debian": "small=1.0"})
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        SourceFailed, match=r"  debian: apt-get is not installed\nWithout a network.* or small_1\.0_\*\.deb"
    ):
        pull("small")


@pytest.fixture
def archive(shelf, monkeypatch):
    """apt sees nothing but an archive on the shelf."""
    packed = deb({DEBIAN[path]: content for path, content in FILES.items()})
    (shelf.root / "small_1.0_all.deb").write_bytes(packed)
    stanza = ["Package: small", "Version: 1.0", "Architecture: all", "Maintainer: nobody", "Description: numbers"]
    stanza += ["Filename: ./small_1.0_all.deb", f"Size: {len(packed)}", f"SHA256: {hashlib.sha256(packed).hexdigest()}"]
    (shelf.root / "Packages").write_text("\n".join(stanza) + "\n")
    (shelf.root / "sources.list").write_text(f"deb [trusted=yes] file:{shelf.root} ./\n")
    for folder in ("state/lists/partial", "apt/archives/partial"):
        (shelf.root / folder).mkdir(parents=True)
    (shelf.root / "status").touch()
    settings = {
        "Dir::Etc::sourcelist": "sources.list",
        "Dir::Etc::sourceparts": "none",
        "Dir::State": "state",
        "Dir::State::status": "status",
        "Dir::Cache": "apt",
    }
    lines = [f'{key} "{shelf.root}/{value}";' for key, value in settings.items()]
    (shelf.root / "apt.conf").write_text("\n".join([*lines, 'APT::Sandbox::User "root";']))
    monkeypatch.setenv("APT_CONFIG", str(shelf.root / "apt.conf"))
    return shelf


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not installed")
def test_apt_downloads_a_package(archive):
    import subprocess

    subprocess.run(["apt-get", "update", "-qq"], check=True)
    archive.declare({"debian": "small=1.0"})
    assert (pull("small") / "model.bin").read_bytes() == FILES["model.bin"]
    assert archive.leftovers() == []


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not installed")
def test_a_package_that_apt_does_not_know(archive):
    archive.declare({"debian": "smaller=1.0"})
    with pytest.raises(SourceFailed, match="debian: E: Unable to locate package smaller"):
        pull("small")
