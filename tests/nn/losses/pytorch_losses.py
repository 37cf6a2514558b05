"""Losses and their slopes in PyTorch, for losses_test.ts.

python3 pytorch_losses.py > pytorch_losses.json
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def off_diagonal(matrix):
    return matrix - torch.diag(torch.diag(matrix))


# As the reference implementation of VICReg writes it.
def vicreg(a, b):
    n, d = a.shape
    repr_loss = F.mse_loss(a, b)
    a, b = a - a.mean(0), b - b.mean(0)
    std = lambda z: torch.sqrt(z.var(dim=0) + 1e-4)
    std_loss = torch.mean(F.relu(1 - std(a))) / 2 + torch.mean(F.relu(1 - std(b))) / 2
    cov = lambda z: (z.T @ z) / (n - 1)
    cov_loss = sum(off_diagonal(cov(z)).pow(2).sum() / d for z in (a, b))
    return 25 * repr_loss + 25 * std_loss + 1 * cov_loss


def divergence(mean, log_variance):
    law = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
    one = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
    return torch.distributions.kl_divergence(law, one).sum(1).mean()


def byol(p, z):
    return (2 - 2 * F.cosine_similarity(p, z)).mean()


def case(name, f, *shapes, scale=0.7):
    inputs = [(scale * torch.randn(shape)).requires_grad_() for shape in shapes]
    value = f(*inputs)
    slopes = torch.autograd.grad(value, inputs)
    return {
        "name": name,
        "shapes": [list(x.shape) for x in inputs],
        "inputs": [x.detach().flatten().tolist() for x in inputs],
        "value": value.item(),
        "slopes": [s.flatten().tolist() for s in slopes],
    }


print(json.dumps([
    case("vicreg", vicreg, (6, 4), (6, 4)),
    case("gaussianDivergence", divergence, (5, 3), (5, 3)),
    case("cosine", byol, (5, 4), (5, 4)),
]))
