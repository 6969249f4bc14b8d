"""A small shop on disk: photos of rendered garments with a place in their EXIF, a table, and a person."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL.ExifTags
import PIL.Image

from intarsia import cli
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person

SECRET = "47-NORTH-OF-NOWHERE"
GARMENTS = (
    ("white-shirt", GarmentSpec("shirt", colours=((93.0, 0.0, 1.0),)), 40),
    ("blue-shirt", GarmentSpec("shirt", colours=((62.0, -4.0, -32.0),)), 45),
    ("red-tee", GarmentSpec("t-shirt", colours=((45.0, 62.0, 38.0),)), 15),
    ("green-top", GarmentSpec("longsleeve", colours=((40.0, -30.0, 18.0),)), 30),
    ("navy-trousers", GarmentSpec("trousers", colours=((20.0, 5.0, -24.0),)), 60),
    ("beige-trousers", GarmentSpec("trousers", colours=((78.0, 3.0, 20.0),)), 55),
    ("plum-skirt", GarmentSpec("skirt", colours=((28.0, 30.0, -12.0),)), 35),
    ("mint-dress", GarmentSpec("dress", colours=((85.0, -22.0, 8.0),)), 70),
)


@dataclass(frozen=True)
class Shop:
    """Folders and files.

    Attributes:
        photos: folder of the garments' photos.
        table: what is told of them.
        wardrobe: all of them, added.
        me: a person's photo.
        like: a photo of a garment that is not in the wardrobe.
    """

    photos: Path
    table: Path
    wardrobe: Path
    me: Path
    like: Path


def opened(folder: Path) -> Shop:
    """A shop in an empty folder."""
    (folder / "photos").mkdir()
    rows = ["photo,title,title_zh,category,price,sizes"]
    for name, spec, price in GARMENTS:
        saved(render_garment(spec, 256).pixels, folder / "photos" / f"{name}.jpg")
        rows.append(f"{name}.jpg,{name.replace('-', ' ')},{name}款,{spec.style.category},{price},S M")
    (folder / "shop.csv").write_text("\n".join(rows), "utf-8")
    saved(render_person(PersonSpec(5), 960).pixels, folder / "me.jpg")
    saved(render_garment(GarmentSpec("shirt", colours=((70.0, -3.0, -20.0),)), 256).pixels, folder / "like.jpg")
    found = Shop(folder / "photos", folder / "shop.csv", folder / "wardrobe", folder / "me.jpg", folder / "like.jpg")
    assert cli.main(["tryon", "add", str(found.wardrobe), str(found.photos), "--table", str(found.table)]) == 0
    return found


def saved(pixels: np.ndarray, path: Path) -> Path:
    """As a telephone saves it: with the place where it was taken."""
    exif = PIL.Image.Exif()
    exif[PIL.ExifTags.Base.ImageDescription] = SECRET
    exif.get_ifd(PIL.ExifTags.IFD.GPSInfo)[PIL.ExifTags.GPS.GPSLatitude] = (47.0, 11.0, 12.0)
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "JPEG", quality=92, exif=exif, comment=SECRET.encode())
    path.write_bytes(file.getvalue())
    return path
