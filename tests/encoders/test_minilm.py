import numpy as np
import pytest
import torch

from cases import over
from intarsia.columns import Text
from intarsia.columns.base import Batch
from intarsia.encoders.minilm import MiniLM
from intarsia.errors import OptionError

TEXTS = [
    "A warm woollen coat for cold winter days, with deep pockets.",
    None,
    "A thick winter jacket made of wool.",
    "The stock market fell sharply on Tuesday after the central bank raised its rates.",
    "Investors sold shares as interest rates rose.",
    "ok",
    "word " * 600,
    "红色外套 😀",
]


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Text().collate(TEXTS)


@pytest.mark.slow
def test_8_bits_say_nearly_what_32_say(batch: Batch) -> None:
    quick, plain = (MiniLM(engine=engine).extractor()(batch) for engine in ("onnx", "torch"))
    assert quick.tokens.shape == plain.tokens.shape == (8, 1, 384)
    assert quick.mask[:, 0].tolist() == plain.mask[:, 0].tolist() == batch.present.tolist()
    cosine = (quick.tokens * plain.tokens).sum(-1)[batch.present]
    assert cosine.mean() > 0.99
    assert cosine.min() > 0.985
    np.testing.assert_allclose(np.linalg.norm(quick.tokens[batch.present], axis=-1), 1, rtol=1e-5)


@pytest.mark.slow
def test_vectors_know_what_texts_are_about(batch: Batch) -> None:
    vectors = MiniLM().extractor()(batch).tokens[:, 0]
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[3] + 0.3
    assert vectors[3] @ vectors[4] > vectors[2] @ vectors[4] + 0.3


@pytest.mark.slow
@pytest.mark.parametrize("parts", [0, 3])
def test_a_text_gets_the_same_vectors_in_any_company(batch: Batch, parts: int) -> None:
    extract = MiniLM(parts=parts).extractor()
    together = extract(batch)
    for row in range(len(batch)):
        alone = extract(batch.take([row]))
        np.testing.assert_allclose(alone.tokens[0], together.tokens[row], atol=1e-5)
        np.testing.assert_array_equal(alone.mask[0], together.mask[row])


@pytest.mark.slow
def test_parts_are_runs_of_tokens(batch: Batch) -> None:
    encoder = MiniLM(parts=2, engine="torch")
    average = encoder.tensors(batch)["average"].numpy()
    assert average.shape == (8, 3, 256)
    np.testing.assert_allclose(average.sum(-1), 1, rtol=1e-5)
    np.testing.assert_allclose((average[0, 1] > 0) | (average[0, 2] > 0), average[0, 0] > 0)
    assert not ((average[0, 1] > 0) & (average[0, 2] > 0)).any()
    features = MiniLM(parts=4).extractor()(Text().collate(["ok"]))
    assert features.mask.tolist() == [[True, False, True, True, True]]  # begin, "ok", end: three tokens for four parts


@pytest.mark.slow
def test_weights_train(batch: Batch) -> None:
    encoder = MiniLM(train="full", max_tokens=16)
    assert not encoder.frozen
    module = encoder.build()
    module(encoder.tensors(batch)).tokens[:, :, 0].sum().backward()
    assert module.lr_scale < 1
    assert not module.rebuilt()
    assert all(weight.grad is not None and weight.grad.isfinite().all() for weight in module.parameters())


@pytest.mark.slow
def test_adapters_alone_train_and_are_saved(batch: Batch) -> None:
    encoder = MiniLM(train="lora", max_tokens=16, rank=2)
    module = encoder.build()
    torch.testing.assert_close(  # adapters begin as zeros
        module(encoder.tensors(batch)).tokens, MiniLM(max_tokens=16).build()(encoder.tensors(batch)).tokens
    )
    learned = {name for name, weight in module.named_parameters() if weight.requires_grad}
    assert len(learned) == 6 * 2 * 2
    assert learned == module.state_dict().keys() - module.rebuilt()


@pytest.mark.slow
def test_the_fingerprint_knows_options_and_weights() -> None:
    assert MiniLM(max_tokens=64).fingerprint() != MiniLM().fingerprint() == MiniLM().fingerprint()
    assert len(MiniLM().identity()["weights"]) == 64


def test_longer_texts_take_longer() -> None:
    assert MiniLM().size("longer") > MiniLM().size("long") > MiniLM().size(7) == 0


@over(
    ("options", "message"),
    [
        ({"engine": "tpu"}, "engine of the minilm encoder is 'tpu'; choose one of onnx, torch"),
        ({"train": "half"}, "minilm: train is 'half'; choose one of frozen, full, lora"),
        ({"max_tokens": 513}, "max_tokens of the minilm encoder is 513; choose 3 to 512"),
        ({"parts": -1}, "parts of the minilm encoder is -1; choose 0 to 64"),
    ],
)
def test_bad_options_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        MiniLM(**options)  # type: ignore[arg-type]
