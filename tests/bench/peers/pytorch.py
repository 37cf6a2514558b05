"""The benchmark's workloads in PyTorch, as its users would write them.

Reads one JSON object a line, {"workload": name, "calls": n, "threads": t}, and
answers {"ms": median milliseconds a call, "peak_mib": resident memory}. The
first line says the version, device, mode and precision: SENZAI_TORCH_DEVICE
(cpu), SENZAI_TORCH_MODE (eager; compiled is `torch.compile` of the models with
mode="reduce-overhead"), SENZAI_TORCH_PRECISION (float32; tf32), which a GPU heeds.
"""
import json
import math
import os
import re
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH, DIM, CRITIC = 64, 32, 16
WIDTH = 64
DEVICE = os.environ.get("SENZAI_TORCH_DEVICE", "cpu")
MODE = os.environ.get("SENZAI_TORCH_MODE", "eager")


def generator(width, channels=1):
    top = 4 * width
    return nn.Sequential(
        nn.Linear(DIM, 16 * top),
        nn.Unflatten(1, (top, 4, 4)),
        nn.BatchNorm2d(top), nn.ReLU(),
        nn.ConvTranspose2d(top, top // 2, 4, 2, 1),
        nn.BatchNorm2d(top // 2), nn.ReLU(),
        nn.ConvTranspose2d(top // 2, width, 4, 2, 1),
        nn.BatchNorm2d(width), nn.ReLU(),
        nn.ConvTranspose2d(width, channels, 4, 2, 1), nn.Tanh(),
    )


class Spectral(nn.Module):
    """Layers divided by their spectral norm, one power iteration a step."""

    def watch(self, layers):
        self.layers = nn.ModuleList(layers)
        self.u = [F.normalize(torch.randn(m.weight.shape[0]), dim=0) for m in self.layers]
        self.v = [None] * len(self.layers)

    @torch.no_grad()
    def iterate(self):
        for i, m in enumerate(self.layers):
            w = m.weight.flatten(1)
            self.v[i] = F.normalize(w.t() @ self.u[i], dim=0)
            self.u[i] = F.normalize(w @ self.v[i], dim=0)

    def weight(self, i):
        w = self.layers[i].weight
        return w / (self.u[i] @ w.flatten(1) @ self.v[i])


class Critic(Spectral):
    def __init__(self):
        super().__init__()
        self.watch([
            nn.Conv2d(1, CRITIC, 4, 2, 1),
            nn.Conv2d(CRITIC, 2 * CRITIC, 4, 2, 1),
            nn.Conv2d(2 * CRITIC, 4 * CRITIC, 4, 2, 1),
            nn.Linear(64 * CRITIC, 1),
        ])

    def forward(self, x):
        for i, m in enumerate(self.layers[:3]):
            x = F.leaky_relu(F.conv2d(x, self.weight(i), m.bias, 2, 1), 0.2)
        return F.linear(x.flatten(1), self.weight(3), self.layers[3].bias)


def conv(ins, outs, kernel=3, stride=1):
    return nn.Conv2d(ins, outs, kernel, stride, kernel // 2, bias=False)


class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.BatchNorm2d(WIDTH), nn.BatchNorm2d(WIDTH)
        self.c1, self.c2 = conv(WIDTH, WIDTH), conv(WIDTH, WIDTH)
        self.skip = conv(WIDTH, WIDTH, 1)

    def forward(self, x):
        y = self.c1(F.interpolate(F.relu(self.n1(x)), scale_factor=2))
        y = self.c2(F.relu(self.n2(y)))
        return y + self.skip(F.interpolate(x, scale_factor=2))


def residual_generator():
    return nn.Sequential(
        nn.Linear(128, 16 * WIDTH), nn.Unflatten(1, (WIDTH, 4, 4)), Up(), Up(), Up(),
        nn.BatchNorm2d(WIDTH), nn.ReLU(), conv(WIDTH, 3), nn.Tanh(),
    )


class ResidualCritic(Spectral):
    def __init__(self):
        super().__init__()
        layers = []
        for i in range(4):
            ins = 3 if i == 0 else WIDTH
            layers += [conv(ins, WIDTH), conv(WIDTH, WIDTH)]
        layers += [conv(3, WIDTH, 1), conv(WIDTH, WIDTH, 1), nn.Linear(WIDTH, 1, bias=False)]
        self.watch(layers)

    def forward(self, x):
        for i in range(4):
            y = F.conv2d(x if i == 0 else F.relu(x), self.weight(2 * i), None, 1, 1)
            y = F.conv2d(F.relu(y), self.weight(2 * i + 1), None, 1, 1)
            if i == 0:
                x = F.avg_pool2d(y, 2) + F.conv2d(F.avg_pool2d(x, 2), self.weight(8))
            elif i == 1:
                x = F.avg_pool2d(y, 2) + F.avg_pool2d(F.conv2d(x, self.weight(9)), 2)
            else:
                x = x + y
        return F.linear(F.relu(x).sum((2, 3)), self.weight(10))


class Residual(nn.Module):
    def __init__(self, ins, outs, stride):
        super().__init__()
        self.body = nn.Sequential(
            conv(ins, outs, 3, stride), nn.BatchNorm2d(outs), nn.ReLU(),
            conv(outs, outs), nn.BatchNorm2d(outs),
        )
        same = stride == 1 and ins == outs
        self.skip = nn.Identity() if same else nn.Sequential(
            conv(ins, outs, 1, stride), nn.BatchNorm2d(outs))

    def forward(self, x):
        return F.relu(self.body(x) + self.skip(x))


def resnet18():
    layers = [conv(3, 64), nn.BatchNorm2d(64), nn.ReLU()]
    ins = 64
    for stage in range(4):
        for block in range(2):
            outs = 64 * 2 ** stage
            layers.append(Residual(ins, outs, 2 if stage > 0 and block == 0 else 1))
            ins = outs
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 128),
    )


class Block(nn.Module):
    def __init__(self, width=384, heads=6):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        n, t, c = x.shape
        qkv = self.qkv(self.n1(x)).view(n, t, 3, self.heads, c // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v)
        else:
            y = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1) @ v
        x = x + self.out(y.transpose(1, 2).reshape(n, t, c))
        return x + self.down(F.gelu(self.up(self.n2(x))))


def compiled(model):
    """What SENZAI_TORCH_MODE asks for: the model, or what its compiler makes of it."""
    if MODE == "eager":
        return model
    return torch.compile(model, mode="reduce-overhead")


def begin_step():
    """Tells the compiler's graphs that what the last step left may go."""
    if MODE != "eager":
        torch.compiler.cudagraph_mark_step_begin()


def gan_step(g, c, real, dim, rate, beta, average):
    """A hinge-GAN step as a function of no arguments."""
    of_g = torch.optim.Adam(g.parameters(), rate, (beta, 0.999))
    of_c = torch.optim.Adam(c.parameters(), rate, (beta, 0.999))
    averaged = [p.detach().clone() for p in g.parameters()]

    draw, judge = compiled(g), compiled(c)

    def step():
        codes = torch.randn(BATCH, dim, device="cpu")
        start = time.perf_counter()
        begin_step()
        # The batch comes from the host.
        codes, images = codes.to(DEVICE), real.to(DEVICE)
        if images.dtype == torch.uint8:
            images = images.float() / 127.5 - 1
        c.iterate()
        with torch.no_grad():
            fake = draw(codes)
        loss = F.relu(1 - judge(images)).mean() + F.relu(1 + judge(fake)).mean()
        of_c.zero_grad(set_to_none=True)
        loss.backward()
        of_c.step()
        of_c.zero_grad(set_to_none=True)
        of_g.zero_grad(set_to_none=True)
        (-judge(draw(codes)).mean()).backward()
        of_g.step()
        if average:
            with torch.no_grad():
                for mean, p in zip(averaged, g.parameters()):
                    mean.lerp_(p, 0.001)
        return time.perf_counter() - start

    return step


def training_step(model, inputs, loss_of):
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    apply = compiled(model)

    def step():
        x = inputs()
        start = time.perf_counter()
        begin_step()
        optimizer.zero_grad(set_to_none=True)
        loss_of(apply(x.to(DEVICE))).backward()
        optimizer.step()
        return time.perf_counter() - start

    return step


def nt_xent(z):
    z = F.normalize(z, dim=1)
    n = len(z) // 2
    similar = z @ z.t() / 0.5
    similar.fill_diagonal_(-1e9)
    partners = torch.arange(2 * n).roll(n)
    return F.cross_entropy(similar, partners)


def clocked(body):
    def call():
        start = time.perf_counter()
        body()
        return time.perf_counter() - start

    return call


def inference(batch):
    model = generator(64, 3).eval()

    apply = compiled(model)

    @torch.no_grad()
    def body(codes):
        begin_step()
        return apply(codes)

    def call():
        codes = torch.randn(batch, DIM, device="cpu")
        start = time.perf_counter()
        # Codes come from the host, and images go there.
        body(codes.to(DEVICE)).cpu()
        return time.perf_counter() - start

    return call


def eigen():
    x = torch.randn(1024, 512, dtype=torch.float64)
    covariance = torch.cov(x.t())
    return clocked(lambda: torch.linalg.eigvalsh(covariance))


@torch.no_grad()
def frechet(a, b):
    ma, mb = a.double().mean(0), b.double().mean(0)
    ca, cb = torch.cov(a.double().t()), torch.cov(b.double().t())
    values, vectors = torch.linalg.eigh(ca)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.t()
    cross = torch.linalg.eigvalsh(root @ cb @ root).clamp(min=0).sqrt().sum()
    return ((ma - mb) ** 2).sum() + ca.trace() + cb.trace() - 2 * cross


@torch.no_grad()
def kernel_distance(a, b, subsets=100, size=1000):
    values = []
    for _ in range(subsets):
        x = a[torch.randperm(len(a))[:size]]
        y = b[torch.randperm(len(b))[:size]]
        kernel = lambda p, q: (p @ q.t() / p.shape[1] + 1) ** 3
        xx, yy = kernel(x, x), kernel(y, y)
        pairs = size * (size - 1)
        values.append((xx.sum() - xx.trace()) / pairs + (yy.sum() - yy.trace()) / pairs
                      - 2 * kernel(x, y).mean())
    return torch.stack(values).mean()


@torch.no_grad()
def prdc(real, fake, k=5):
    radius = lambda x: torch.cdist(x, x).kthvalue(k + 1, dim=1).values
    of_real, of_fake = radius(real), radius(fake)
    apart = torch.cdist(real, fake)
    inside = apart < of_real[:, None]
    return (inside.any(0).float().mean(), (apart < of_fake).any(1).float().mean(),
            inside.float().sum() / (k * len(fake)),
            (apart.min(1).values < of_real).float().mean())


def distances():
    a, b = torch.randn(10_000, 512), torch.randn(10_000, 512)

    def body():
        frechet(a, b)
        kernel_distance(a, b)
        prdc(a, b)

    return clocked(body)


def convolution(kind, extents):
    batch, size, ins, outs, kernel, stride = map(int, extents)
    x = torch.randn(batch, ins, size, size)
    w = torch.randn(outs, ins, kernel, kernel)
    place = dict(stride=stride, padding=(kernel - 1) // 2)
    y = torch.randn_like(F.conv2d(x, w, **place))
    return clocked({
        "forward": lambda: F.conv2d(x, w, **place),
        "inputGradient": lambda: torch.nn.grad.conv2d_input(x.shape, w, y, **place),
        "filterGradient": lambda: torch.nn.grad.conv2d_weight(x, w.shape, y, **place),
    }[kind])


def start(name):
    """The workload of a name, as a function that gives seconds a call."""
    width = re.fullmatch(r"dcgan(\d+)", name)
    if width:
        real = torch.full((BATCH, 1, 32, 32), 9, dtype=torch.uint8, device="cpu")
        return gan_step(generator(int(width[1])), Critic(), real, DIM, 1e-3, 0.5, True)
    if name.startswith("conv "):
        _, kind, *extents = name.split()
        return convolution(kind, extents)
    batch = re.fullmatch(r"decoder-batch(\d+)", name)
    if batch:
        return inference(int(batch[1]))
    if name == "sngan-resnet32":
        real = torch.full((BATCH, 3, 32, 32), 0.1, device="cpu")
        return gan_step(residual_generator(), ResidualCritic(), real, 128, 2e-4, 0.0, False)
    if name == "simclr-resnet18":
        return training_step(resnet18(), lambda: torch.randn(128, 3, 32, 32, device="cpu"), nt_xent)
    if name == "transformer-block":
        return training_step(Block(), lambda: torch.randn(16, 256, 384, device="cpu"), lambda y: (y * y).mean())
    return {"eigenvalues-512": eigen, "fd-kid-prdc-10k-512": distances}[name]()


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def peak_mib():
    with open("/proc/self/status") as file:
        return round(int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) / 1024)


def finished(call):
    """Seconds of a call with all that it started on the device."""
    if not torch.cuda.is_initialized():
        return call()
    torch.cuda.synchronize()
    start = time.perf_counter()
    call()
    torch.cuda.synchronize()
    return time.perf_counter() - start


def main():
    said = [torch.__version__, f"on {DEVICE}", MODE]
    if DEVICE != "cpu":
        torch.set_default_device(DEVICE)
        # PyTorch's own default is TF32 for convolutions and float32 for products.
        precision = os.environ.get("SENZAI_TORCH_PRECISION", "float32")
        torch.backends.cudnn.allow_tf32 = precision == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
        torch.backends.cudnn.benchmark = True
        said.append(precision)
    print(json.dumps({"version": " ".join(said)}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        torch.set_num_threads(asked["threads"])
        torch.manual_seed(0)
        reset_peak()
        call = start(asked["workload"])
        times = [finished(call) for _ in range(asked["calls"])]
        ms = 1000 * statistics.median(times[len(times) // 4:])
        print(json.dumps({"ms": ms, "peak_mib": peak_mib()}), flush=True)


main()
