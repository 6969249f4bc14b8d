import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from PIL import ImageDraw

from cases import over
from intarsia.columns import Image
from intarsia.columns.base import Batch
from intarsia.encoders import _lite0, efficientnet
from intarsia.encoders.efficientnet import EfficientNetLite0
from intarsia.errors import OptionError


def picture(seed: int) -> np.ndarray:
    """Shapes on a coloured ground, 300 × 260."""
    random = np.random.default_rng(seed)
    found = Pillow.new("RGB", (260, 300), tuple(random.integers(0, 256, 3).tolist()))
    draw = ImageDraw.Draw(found)
    for _ in range(6):
        left, top, right, low = np.sort(random.integers(0, 260, (2, 2)), axis=0).ravel().tolist()
        draw.ellipse((left, top, right, low), fill=tuple(random.integers(0, 256, 3).tolist()))
    return np.asarray(found)


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Image().collate([picture(0), None, picture(1)])


def cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (x * y).sum(-1) / np.linalg.norm(x, axis=-1) / np.linalg.norm(y, axis=-1)


@pytest.mark.parametrize("view", ["crop", "pad", "squeeze"])
def test_preparing_twice_is_preparing_once(view: str) -> None:
    encoder = EfficientNetLite0(view=view)
    once = encoder.prepare(picture(0))
    assert once.shape == (224, 224, 3)
    np.testing.assert_array_equal(encoder.prepare(once), once)


def test_views_see_the_centre_or_the_whole() -> None:
    wide = np.zeros((100, 300, 3), np.uint8)
    wide[:, 100:200] = 200
    crop, pad, squeeze = (EfficientNetLite0(view=view).prepare(wide) for view in ("crop", "pad", "squeeze"))
    assert crop[:, 20:-20].min() == 200
    assert pad[0].min() == 255
    assert pad[112, 0].max() == 0
    assert squeeze[:, 0].max() == 0
    assert squeeze[:, 112].min() == 200


@pytest.mark.parametrize("grid", [1, 2, 3])
@pytest.mark.parametrize("side", [7, 14])
def test_parts_share_the_map_fairly(side: int, grid: int) -> None:
    parts = efficientnet._parts(side, grid)
    np.testing.assert_allclose(parts.sum(0), 1, rtol=1e-5)
    np.testing.assert_allclose(parts[:, 1:].mean(1), parts[:, 0], rtol=1e-5)
    first = parts[:, 1].reshape(side, side)
    assert first[0, 0] == first.max() > 0
    assert grid == 1 or first[-1, -1] == 0


@pytest.mark.slow
def test_onnx_runtime_gives_what_torch_gives(batch: Batch) -> None:
    quick, plain = (EfficientNetLite0(grid=2, engine=engine).extractor()(batch) for engine in ("onnx", "torch"))
    assert quick.tokens.shape == plain.tokens.shape == (3, 5, 2464)
    assert quick.mask.all(1).tolist() == quick.mask.any(1).tolist() == [True, False, True]
    assert cosine(quick.tokens[[0, 2]], plain.tokens[[0, 2]]).min() > 0.999
    np.testing.assert_array_equal(quick.mask, plain.mask)


@pytest.mark.slow
def test_folding_changes_nothing() -> None:
    state = torch.load(efficientnet._file(), weights_only=True)
    weight, bias = _lite0.folded(efficientnet._file())["3_depthwise"]
    names = "weight", "bias", "running_mean", "running_var"
    gain, shift, mean, variance = (state[f"_blocks.3._bn1.{name}"] for name in names)
    x = torch.randn(2, len(weight), 9, 9)
    plain = torch.nn.functional.conv2d(x, state["_blocks.3._depthwise_conv.weight"], groups=len(weight))
    wanted = torch.nn.functional.batch_norm(plain, mean, variance, gain, shift, eps=1e-3)
    found = torch.nn.functional.conv2d(x, weight, bias, groups=len(weight))
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
def test_all_weights_train(batch: Batch) -> None:
    encoder = EfficientNetLite0(train="full")
    assert not encoder.frozen
    module = encoder.build()
    module(encoder.tensors(batch)).pooled().square().sum().backward()
    assert module.lr_scale < 1
    assert all(weight.grad is not None and weight.grad.isfinite().all() for weight in module.parameters())


@pytest.mark.slow
def test_the_fingerprint_knows_options_and_weights() -> None:
    prints = {EfficientNetLite0(view=view, grid=grid).fingerprint() for view in ("crop", "pad") for grid in (0, 2)}
    assert len(prints) == 4
    assert len(EfficientNetLite0().identity()["weights"]) == 64


@over(
    ("options", "message"),
    [
        ({"view": "zoom"}, "view of the efficientnet encoder is 'zoom'; choose one of crop, pad, squeeze"),
        ({"engine": "tpu"}, "engine of the efficientnet encoder is 'tpu'; choose one of onnx, torch"),
        ({"train": "half"}, "train of the efficientnet encoder is 'half'; choose one of frozen, full"),
        ({"grid": 8}, "grid of the efficientnet encoder is 8; choose 0 to 7"),
    ],
)
def test_bad_options_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        EfficientNetLite0(**options)  # type: ignore[arg-type]
