"""Reference values for layers_test.ts: layers and their gradients as PyTorch has them.

python3 tests/nn/layers/pytorch.py > tests/nn/layers/pytorch.json

Needs torch. All in double precision.
"""
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def numbers(shape, stream, scale=1.0):
    """The same in both languages: 2,003 steps in [-0.5, 0.5)."""
    count = math.prod(shape)
    at = torch.arange(count, dtype=torch.int64)
    return ((((at * 7919 + stream * 104729) % 2003) / 2003 - 0.5) * scale).reshape(shape)


def listed(x):
    return [float(f"{v:.9g}") for v in x.detach().reshape(-1).tolist()]


cases = []


def case(layer, shape, weights, apply, given=None, scale=2.0):
    """A layer, its input [2, …shape], its weights by name and shape, and what it is."""
    x = numbers([2, *shape], 1, scale).requires_grad_()
    w = {
        name: (numbers(s, 10 + i) + (1.0 if name.endswith(("gamma", "variance")) else 0)).requires_grad_()
        for i, (name, s) in enumerate(weights.items())
    }
    g = {name: numbers([2, *s], 40 + i, 2.0) for i, (name, s) in enumerate((given or {}).items())}
    y = apply(x, w, **g)
    direction = numbers(list(y.shape), 2)
    (y * direction).sum().backward()
    cases.append({
        "layer": layer, "input": shape, "given": given or {}, "scale": scale,
        "weights": {n: list(v.shape) for n, v in w.items()},
        "output": listed(y), "slope": listed(x.grad),
        "slopes": {n: listed(v.grad) for n, v in w.items()},
    })


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def same(x, kernel, stride):
    """TensorFlow's padding: the odd row below, the odd column to the right."""
    pads = []
    for extent in (x.shape[3], x.shape[2]):
        total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


case({"type": "dense", "units": 3}, [4], {"kernel": [4, 3], "bias": [3]},
     lambda x, w: x @ w["kernel"] + w["bias"])
case({"type": "dense", "units": 3, "bias": False}, [5, 4], {"kernel": [4, 3]},
     lambda x, w: x @ w["kernel"])
case({"type": "conv", "filters": 3, "kernel": 3, "stride": 2}, [5, 4, 2], {"kernel": [3, 3, 2, 3], "bias": [3]},
     lambda x, w: nhwc(F.conv2d(same(nchw(x), 3, 2), w["kernel"].permute(3, 2, 0, 1), w["bias"], 2)))
case({"type": "convTranspose", "filters": 3, "kernel": 4, "stride": 2}, [3, 2, 2],
     {"kernel": [4, 4, 3, 2], "bias": [3]},
     lambda x, w: nhwc(F.conv_transpose2d(nchw(x), w["kernel"].permute(3, 2, 0, 1), w["bias"], 2, 1)))
case({"type": "depthwiseConv", "kernel": 3}, [4, 3, 2], {"kernel": [3, 3, 2, 1], "bias": [2]},
     lambda x, w: nhwc(F.conv2d(same(nchw(x), 3, 1), w["kernel"].permute(2, 3, 0, 1), w["bias"], 1, groups=2)))
case({"type": "pool", "size": 2}, [4, 6, 3], {}, lambda x, w: nhwc(F.avg_pool2d(nchw(x), 2)))
case({"type": "pool", "size": 2, "of": "max"}, [4, 6, 3], {}, lambda x, w: nhwc(F.max_pool2d(nchw(x), 2)))
case({"type": "globalPool"}, [4, 3, 2], {}, lambda x, w: x.mean((1, 2)))
case({"type": "upsample", "factor": 2}, [2, 3, 2], {}, lambda x, w: nhwc(F.interpolate(nchw(x), scale_factor=2)))
case({"type": "batchNorm"}, [3, 2, 2], {"gamma": [2], "beta": [2]},
     lambda x, w: nhwc(F.batch_norm(nchw(x), None, None, w["gamma"], w["beta"], True, eps=1e-5)))
case({"type": "layerNorm"}, [3, 6], {"gamma": [6], "beta": [6]},
     lambda x, w: F.layer_norm(x, [6], w["gamma"], w["beta"], 1e-5))
case({"type": "groupNorm", "groups": 2}, [3, 2, 4], {"gamma": [4], "beta": [4]},
     lambda x, w: nhwc(F.group_norm(nchw(x), 2, w["gamma"], w["beta"], 1e-5)))
case({"type": "rmsNorm"}, [3, 6], {"gamma": [6]}, lambda x, w: F.rms_norm(x, [6], w["gamma"], 1e-5))
for name, f in {"relu": F.relu, "relu6": F.relu6, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
                "gelu": F.gelu, "silu": F.silu}.items():
    case({"type": name}, [9], {}, lambda x, w, f=f: f(x), scale=14.0)
case({"type": "leakyRelu", "slope": 0.2}, [9], {}, lambda x, w: F.leaky_relu(x, 0.2))
case({"type": "patchify", "size": 2}, [4, 6, 3], {},
     lambda x, w: x.reshape(2, 2, 2, 3, 2, 3).permute(0, 1, 3, 2, 4, 5).reshape(2, 6, 12))
case({"type": "unpatchify", "size": 2, "rows": 2, "columns": 3}, [6, 12], {},
     lambda x, w: x.reshape(2, 2, 3, 2, 2, 3).permute(0, 1, 3, 2, 4, 5).reshape(2, 4, 6, 3))


def sines(places, dim):
    rates = 10_000.0 ** (-torch.arange(dim // 2) / (dim // 2))
    angles = places * rates
    return torch.cat([angles.sin(), angles.cos()], 1)


case({"type": "position", "of": "learned"}, [3, 4], {"table": [3, 4]}, lambda x, w: x + w["table"])
case({"type": "position", "of": "sine"}, [5, 6], {}, lambda x, w: x + sines(torch.arange(5.0)[:, None], 6))
case({"type": "waves", "dim": 6, "scale": 3}, [1], {}, lambda x, w: sines(3 * x, 6))


def attend(x, w, heads, causal=False, rotary=False):
    n, length, dim = x.shape
    size = dim // heads
    qkv = x @ w["qkv/kernel"] + w["qkv/bias"]
    q, k, v = qkv.reshape(n, length, 3, heads, size).permute(2, 0, 3, 1, 4)
    if rotary:
        angles = torch.arange(float(length))[:, None] * 10_000.0 ** (-torch.arange(size // 2) / (size // 2))

        def turn(z):
            a, b = z.chunk(2, -1)
            return torch.cat([a * angles.cos() - b * angles.sin(), b * angles.cos() + a * angles.sin()], -1)

        q, k = turn(q), turn(k)
    y = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    return y.transpose(1, 2).reshape(n, length, dim) @ w["out/kernel"] + w["out/bias"]


shapes = {"qkv/kernel": [8, 24], "qkv/bias": [24], "out/kernel": [8, 8], "out/bias": [8]}
case({"type": "attention", "heads": 2}, [5, 8], shapes, lambda x, w: attend(x, w, 2))
case({"type": "attention", "heads": 2, "causal": True, "rotary": True}, [5, 8], shapes,
     lambda x, w: attend(x, w, 2, True, True))


def modulate(x, w, time):
    shift, scale, gate = (F.silu(time) @ w["steering/1/kernel"] + w["steering/1/bias"])[:, None].chunk(3, -1)
    body = (1 + scale) * F.layer_norm(x, [4]) + shift
    return x + gate * (body @ w["body/0/kernel"])


case({"type": "modulated", "by": "time", "body": [{"type": "dense", "units": 4, "bias": False}]}, [3, 4],
     {"steering/1/kernel": [5, 12], "steering/1/bias": [12], "body/0/kernel": [4, 4]}, modulate, {"time": [5]})
case({"type": "residual", "body": [{"type": "dense", "units": 4}], "shortcut": []}, [4],
     {"body/0/kernel": [4, 4], "body/0/bias": [4]}, lambda x, w: x + x @ w["body/0/kernel"] + w["body/0/bias"])
case({"type": "beside", "of": "time"}, [4], {}, lambda x, w, time: torch.cat([x, time], 1), {"time": [3]})
case({"type": "concat", "branches": [[], [{"type": "tanh"}]]}, [3], {}, lambda x, w: torch.cat([x, torch.tanh(x)], 1))


class Round(torch.autograd.Function):
    @staticmethod
    def forward(_, x):
        return x.round()

    @staticmethod
    def backward(_, dy):
        return dy


half = torch.tensor([1.0, 2.0, 3.0])
case({"type": "scalarQuantizer", "levels": [3, 5, 7]}, [4, 3], {},
     lambda x, w: Round.apply(torch.tanh(x) * half) / half, scale=4.0)


def spectral(x, w):
    kernel, u = w["kernel"], w["u"].detach()
    left = F.normalize(kernel.detach() @ u.t(), dim=0)
    right = F.normalize(left.t() @ kernel.detach(), dim=1)
    return x @ (kernel / (left.t() @ kernel @ right.t())) + w["bias"] + 0 * w["u"].sum()


case({"type": "spectralNorm", "of": {"type": "dense", "units": 3}}, [4],
     {"kernel": [4, 3], "bias": [3], "u": [1, 3]}, spectral)
print(json.dumps({"pytorch": torch.__version__, "cases": cases}))
