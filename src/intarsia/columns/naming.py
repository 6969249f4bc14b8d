"""Names of columns that say that their cells name things: patients, shops, orders, in several languages."""

from __future__ import annotations

import re

_THING = (
    "account|article|author|booking|branch|case|client|contract|customer|device|doctor|donor|driver|employee|hospital"
    "|house|household|invoice|item|member|merchant|movie|order|owner|part|participant|patient|person|policy|product"
    "|provider|scan|seller|session|shop|site|speaker|staff|store|student|study|subject|supplier|ticket|user|vendor"
    "|video|visit|worker"
)
_SINGULAR = f"{_THING}|artikel|cliente|kunde|kunden|paciente|produkt|producto|usuario|utilisateur"

_MANY = "house|household|scan|session|site|study|video|visit"
"""Of these a number says how many there are, or which of several in order."""
_ORDERED = "day|haus|jahr|lauf|line|monat|month|ordnung|page|round|runde|seite|tag|trial|versuch|week|woche|year|zeile"
_MEASURES = "cm|count|inch|mm|rate|ratio|score|width"

_IDENTIFIERS = [
    r"(?:.*[\W_])?(?:ids?|[cgpqstu]id|uids|uuid|guid|pk|fk)(?:[\W_]?\d)?",  # user_id, uid, qid1
    rf"(?:.*[\W_])?(?:{_THING})s?ids?",  # userid
    rf"ids?(?:[\W_]+(?!(?:{_MEASURES})\b)[^\W\d_]+|{_SINGULAR})",  # id_cliente, idkunde; not the inner diameter id_mm
    rf"(?:.*[\W_])?(?:{_THING})[\W_]?(?:code|key)",  # product_code
    rf"(?:.*[\W_])?(?!{_MANY})(?:{_THING})[\W_]?(?:no|nr|num|number)\.?",  # client_no
    rf"(?:.*[\W_])?(?!\w*(?:{_ORDERED}))[^\W\d_]{{3,}}[\W_]?(?:nr\.?|nummer)",  # Kunden-Nr., Kundennummer; not SNR
    r"(?:.*[\W_])?(?:asin|barcode|ean|gtin|iban|imei|isbn|issn|mrn|sku|upc)(?:[\W_]?(?:code|no|nr|number|1[03]))?",
    r"(?:eir|pin|post|postal|zip)[\W_]?code|plz|postleitzahl|zip|(?:code|c[oó]digo)[\W_]?postal",
    r"client|customer|device|kunde|participant|patient|seller|session|speaker|student|subject|user",
    r".*(?:编号|編號|[代条條编編]码|[代編條]碼|条形码|代号|邮编|郵編|郵遞區號|[号號][码碼]|(?<![a-z])id)",
    r".*(?<![信符记記型星括问引逗句口称元暗周月日年几])[号號]",  # 会员号; not 信号, a signal, nor 型号, a model
]
_IDENTIFIER = re.compile("|".join(_IDENTIFIERS), re.IGNORECASE)
_CAMEL = re.compile(r".*(?<![Cc]ov)(?<=[a-z])(?:Id|ID|IDs|Ids)|(?:id|Id|ID)[A-Z][a-z]{2,}")
"""Matches movieId and IDPatient, and not hasCovID."""


def names_things(name: str) -> bool:
    """Return whether the name of a column says that its cells name things ("user_id", "Kundennummer", "会员号")."""
    bare = name.strip()
    return _IDENTIFIER.fullmatch(bare) is not None or _CAMEL.fullmatch(bare) is not None
