"""Columns that name things are no quantities, whatever they are called and however they are written."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cases import over
from intarsia.columns import Schema, Table
from intarsia.columns.naming import names_things
from intarsia.columns.number import Number

RANDOM = np.random.default_rng(0)
OWNERS = [int(each) for each in RANDOM.integers(2, 60, 240)]
NOISE = [float(each) for each in RANDOM.normal(size=240)]

NAMES = (
    "user_id", "movieId", "ItemID", "user.id", "userid", "uid", "qid1", "ID", "id_user", "IDPatient",
    "id_cliente", "uuid", "SKU", "sku_code", "ISBN", "isbn13", "EAN", "mrn", "product_code", "customerKey",
    "client_no", "Customer No", "order no.", "KundenNr", "Kunden-Nr.", "Kundennummer", "Rechnungsnr",
    "Artikelnummer", "Fallnr", "PLZ", "Postleitzahl", "pincode", "zip", "post code", "patient", "Kunde",
    "用户编号", "商品ID", "会员号", "订单号", "病历号", "身份证号码", "商品编码", "邮编", "顧客番号", "條碼",
)  # fmt: skip
OTHERS = (
    "hasCovID", "covid", "SNR", "psnr", "mean_snr", "pre", "post", "week_nr", "Versuchsnr", "session_no",
    "visit number", "house_number", "num_users", "user_count", "items", "bid", "kid", "humid", "valid", "width",
    "id_mm", "ID ratio", "no", "number", "rating", "信号", "符号", "型号", "尺码", "周号",
)  # fmt: skip


@over(("name", "things"), [*((name, True) for name in NAMES), *((name, False) for name in OTHERS)])
def test_names_say_whether_cells_name_things(name: str, things: bool) -> None:
    assert names_things(name) is things


def written(cells: list[Any], path: Path) -> Table:
    """The table of a CSV file with these cells beside numbers."""
    pd.DataFrame({"shop_id": cells, "size": NOISE[: len(cells)]}).to_csv(path, index=False)
    return Table.read(path)


@over("gap", [None, "NA", "NULL"])
def test_ids_beside_a_gap_are_ids_in_every_kind_of_table(tmp_path: Path, gap: str | None) -> None:
    floats = [None if place % 9 == 0 else float(each) for place, each in enumerate(OWNERS)]
    words = [gap if each is None else str(each) for each in floats]  # "8.0", as pandas writes it
    tables = {
        "frame": Table.read(pd.DataFrame({"shop_id": floats, "size": NOISE})),
        "file": written(words, tmp_path / "t.csv"),
    }
    for kind, table in tables.items():
        schema = Schema.infer(table)
        assert schema.columns["shop_id"].load(table.cells("shop_id")[1]) == str(OWNERS[1]), kind
        assert [each.en.split(" (")[0] for each in schema.remarks] == ["column 'shop_id' names things"], kind


def test_whole_numbers_under_another_name_are_quantities() -> None:
    table = Table.read({"paid": [f"{each}.0" for each in OWNERS], "size": NOISE})
    schema = Schema.infer(table)
    assert isinstance(schema.columns["paid"], Number)
    assert schema.remarks == ()


@over(
    ("name", "cells"),
    [
        ("student", [each % 2 for each in OWNERS]),
        ("hasCovID", [each % 2 for each in OWNERS]),
        ("zip", [str(each % 2) for each in OWNERS]),
        ("session", [each % 3 + 1 for each in OWNERS]),
        ("customer", ["new" if each % 2 else "known" for each in OWNERS]),
        ("Subject", [f"Invoice {each} of May" for each in OWNERS]),
    ],
)
def test_flags_steps_and_sentences_name_nothing(name: str, cells: list[Any]) -> None:
    schema = Schema.infer(Table.read({name: cells, "size": NOISE}))
    assert schema.remarks == ()


@over(
    ("cells", "why", "told"),
    [
        ([7 * each for each in range(240)], "names its rows: 240 different", False),
        ([each // 2 + 9 for each in range(238)] + [3, 4], "names things: 121 different", True),
        ([*range(50, 285), 60, 70, 80, 90, 99], "names things: 235 different", False),
    ],
)
def test_names_that_nearly_every_row_has_of_its_own_are_left_out(cells: list[int], why: str, told: bool) -> None:
    order = np.random.default_rng(1).permutation(240)
    schema = Schema.infer(Table.read({"patientid": [cells[place] for place in order], "size": NOISE}))
    assert list(schema.columns) == ["size"]
    assert schema.notes["patientid"].why.en == why
    told_of = "column 'patientid' names things (121 in 240 rows) and is left out; if rows of one belong together, "
    assert [each.en for each in schema.remarks] == ([f"{told_of}give groups='patientid'"] if told else [])
