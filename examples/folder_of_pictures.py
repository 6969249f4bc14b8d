"""Pictures that lie in one folder per class, as many data sets do: a table of two columns, and a comparison.

Call it with such a folder; without one it draws its own. Add columns to the table (a caption, a price), and the same
call compares all ways of fusing them.
"""

import sys
from pathlib import Path

import pandas as pd
from PIL import Image, ImageDraw

import intarsia as ia


def table(folder):
    """photo and class of every picture below a folder."""
    paths = [path for path in sorted(Path(folder).glob("*/*")) if path.is_file()]
    return pd.DataFrame({"photo": [str(path) for path in paths], "class": [path.parent.name for path in paths]})


def draw(folder):
    """Forty discs and forty squares, in all sizes and colours."""
    for number in range(80):
        kind = ("disc", "square")[number % 2]
        place = 4 + number % 20
        picture = Image.new("RGB", (64, 64), "white")
        pen = ImageDraw.Draw(picture)
        shape = pen.ellipse if kind == "disc" else pen.rectangle
        shape((place, place, place + 34, place + 34), fill=(number * 3, 255 - number * 3, number * 7 % 256))
        path = Path(folder, kind, f"{number}.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)
    return folder


if __name__ == "__main__":
    own = len(sys.argv) > 1
    pictures = table(sys.argv[1] if own else draw("pictures"))
    learner = ia.Learner(encoders="default" if own else "plain")
    board = ia.compare(pictures, "class", learner, folds=5, fusions=["average"])
    print(board)
    board.best.save_pretrained("model/")
