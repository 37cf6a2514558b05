"""The GAN step of the benchmark in PyTorch, as its users would write it.

Reads one JSON object a line, {"width": w, "steps": n, "threads": t}, and
answers {"ms": median milliseconds a step}. The first line says the version.
"""
import json
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH, DIM, CRITIC = 64, 32, 16


def generator(width):
    top = 4 * width
    return nn.Sequential(
        nn.Linear(DIM, 16 * top),
        nn.Unflatten(1, (top, 4, 4)),
        nn.BatchNorm2d(top), nn.ReLU(),
        nn.ConvTranspose2d(top, top // 2, 4, 2, 1),
        nn.BatchNorm2d(top // 2), nn.ReLU(),
        nn.ConvTranspose2d(top // 2, width, 4, 2, 1),
        nn.BatchNorm2d(width), nn.ReLU(),
        nn.ConvTranspose2d(width, 1, 4, 2, 1), nn.Tanh(),
    )


class Critic(nn.Module):
    """Convolutions divided by their spectral norm, one power iteration a step."""

    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([
            nn.Conv2d(1, CRITIC, 4, 2, 1),
            nn.Conv2d(CRITIC, 2 * CRITIC, 4, 2, 1),
            nn.Conv2d(2 * CRITIC, 4 * CRITIC, 4, 2, 1),
        ])
        self.last = nn.Linear(64 * CRITIC, 1)
        self.layers = [*self.convs, self.last]
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

    def forward(self, x):
        for i, m in enumerate(self.convs):
            x = F.leaky_relu(F.conv2d(x, self.weight(i), m.bias, 2, 1), 0.2)
        return F.linear(x.flatten(1), self.weight(3), self.last.bias)


def workload(width, steps):
    torch.manual_seed(0)
    g, c = generator(width), Critic()
    averaged = [p.detach().clone() for p in g.parameters()]
    of_g = torch.optim.Adam(g.parameters(), 1e-3, (0.5, 0.999))
    of_c = torch.optim.Adam(c.parameters(), 1e-3, (0.5, 0.999))
    real = torch.full((BATCH, 1, 32, 32), 9, dtype=torch.uint8)
    times = []
    for _ in range(steps):
        codes = torch.randn(BATCH, DIM)
        start = time.perf_counter()
        images = real.float() / 127.5 - 1
        c.iterate()
        with torch.no_grad():
            fake = g(codes)
        loss = F.relu(1 - c(images)).mean() + F.relu(1 + c(fake)).mean()
        of_c.zero_grad(set_to_none=True)
        loss.backward()
        of_c.step()
        of_g.zero_grad(set_to_none=True)
        (-c(g(codes)).mean()).backward()
        of_g.step()
        with torch.no_grad():
            for mean, p in zip(averaged, g.parameters()):
                mean.lerp_(p, 0.001)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[steps // 4:])


def main():
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        torch.set_num_threads(asked["threads"])
        ms = workload(asked["width"], asked["steps"])
        print(json.dumps({"ms": ms}), flush=True)


main()
