from pathlib import Path

import numpy as np
import pytest

from cases import over
from intarsia.columns import Text
from intarsia.columns.base import Batch
from intarsia.encoders import _packed, e5
from intarsia.encoders.e5 import MultilingualE5
from intarsia.errors import AssetError, OptionError

TEXTS = [
    "我想买一件冬天穿的外套",
    "今天天气很好",
    "这道菜太咸了",
    None,
    "I want to buy a coat for the winter",
    "The weather is nice today",
    "This dish is too salty",
    "Straße ﬁnal ½  ＡＢＣ 😀 🫨",
]


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Text(script="multilingual").collate(TEXTS)


@pytest.mark.slow
def test_8_bits_say_nearly_what_32_say(batch: Batch) -> None:
    quick, plain = (MultilingualE5(engine=engine).extractor()(batch) for engine in ("onnx", "torch"))
    assert quick.tokens.shape == plain.tokens.shape == (8, 1, 384)
    assert quick.mask[:, 0].tolist() == plain.mask[:, 0].tolist() == batch.present.tolist()
    cosine = (quick.tokens * plain.tokens).sum(-1)[batch.present]
    assert cosine.mean() > 0.99
    assert cosine.min() > 0.985


@pytest.mark.slow
def test_a_translation_is_nearest(batch: Batch) -> None:
    vectors = MultilingualE5().extractor()(batch).tokens[:, 0]
    likeness = vectors[:3] @ vectors[4:7].T
    assert likeness.argmax(0).tolist() == likeness.argmax(1).tolist() == [0, 1, 2]


@pytest.mark.slow
def test_prefix_and_company(batch: Batch) -> None:
    extract = MultilingualE5(parts=2).extractor()
    together = extract(batch)
    np.testing.assert_allclose(extract(batch.take([4])).tokens[0], together.tokens[4], atol=1e-5)
    passage = MultilingualE5(parts=2, prefix="passage").extractor()(batch)
    assert not np.allclose(passage.tokens[4], together.tokens[4], atol=1e-3)


@pytest.mark.slow
def test_texts_become_the_pieces_of_the_original() -> None:
    """As XLM-RoBERTa's own tokenizer has it, whose file the weights' package leaves out."""
    tokenizer = e5._tokenizer(e5._file(), "query", 256)
    packed = _packed.read(e5._file())
    pieces = [[packed.pieces[number][0] for number in ids] for ids in tokenizer(["Hello  world", "ＡＢＣ"])]
    assert pieces[0] == ["<s>", "▁que", "ry", ":", "▁Hello", "▁world", "</s>"]
    assert pieces[1][-2:] == ["▁ABC", "</s>"]


@pytest.mark.slow
def test_4_bits_are_decoded_where_they_are_needed() -> None:
    packed = _packed.read(e5._file())
    rows = packed.words(np.array([[5, 7], [7, 5]]))
    assert rows.shape == (2, 2, 384)
    np.testing.assert_array_equal(rows[0, 1], rows[1, 0])
    assert 8 < len(np.unique(rows[0, 0, :32])) <= 16


def test_blocks_hold_low_halves_first() -> None:
    block = np.zeros(1, _packed.BLOCK)
    block["scale"], block["pairs"][0, 0], block["pairs"][0, 1] = 0.5, 0xF0, 0x09
    values = _packed._decoded(block)[0]
    assert values[[0, 1, 16, 17]].tolist() == [-4.0, 0.5, 3.5, -4.0]


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"other content")
    with pytest.raises(AssetError, match=r"other\.bin is no packed e5 model .*begin with E5S1"):
        _packed.read(tmp_path / "other.bin")


@over(
    ("options", "message"),
    [
        ({"engine": "tpu"}, "engine of the e5 encoder is 'tpu'; choose one of onnx, torch"),
        ({"prefix": "title"}, "prefix of the e5 encoder is 'title'; choose one of query, passage"),
        ({"max_tokens": 4}, "max_tokens of the e5 encoder is 4; choose 8 to 512"),
        ({"parts": 65}, "parts of the e5 encoder is 65; choose 0 to 64"),
    ],
)
def test_bad_options_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        MultilingualE5(**options)  # type: ignore[arg-type]
