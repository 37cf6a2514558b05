"""Values that tests/stats/reference_test.ts holds lib/stats against.

Versions are in the output. Run from this folder, with numpy, scipy,
scikit-learn and prdc:

    python make.py > values.json
"""

import importlib.metadata
import json
import sys
from fractions import Fraction

import numpy as np
from prdc import compute_prdc
from scipy import linalg, spatial, stats
from sklearn.metrics.pairwise import polynomial_kernel
from sklearn.mixture import GaussianMixture

# --- Points: the same arithmetic as in points.ts --------------------------


def uniform(seed, count):
    """Numbers in [-0.5, 0.5) by a linear congruential generator."""
    out, x = np.empty(count), seed
    for i in range(count):
        x = (1664525 * x + 1013904223) % 2**32
        out[i] = x / 2**32 - 0.5
    return out


def points(kind, seed, count, dim, scale=1.0, shift=0.0):
    u = uniform(seed, 4 * count * dim).reshape(count, dim, 4)
    bell = ((u[..., 0] + u[..., 1]) + u[..., 2]) + u[..., 3]
    if kind == "bell":
        x = bell
    elif kind == "grid":
        x = np.floor(3 * (u[..., 0] + 0.5))
    elif kind == "clusters":
        centres = uniform(1, 10 * dim).reshape(10, dim)
        x = centres[np.arange(count) % 10] * 1000 + 0.01 * bell
    elif kind == "thrice":
        x = bell[np.arange(count) // 3]
    elif kind == "constant":
        x = np.ones((count, dim))
    elif kind == "half constant":
        x = np.where(np.arange(dim) % 2 == 0, bell, 2.0)
    elif kind == "large row":
        x = bell.copy()
        x[0] = 30
    elif kind == "columns":
        x = bell * 10.0 ** ((np.arange(dim) % 5) * 3 - 6)
    else:
        raise ValueError(kind)
    return (x * scale + shift).astype(np.float32)


# --- References ------------------------------------------------------------


def exact_kernel(a, b):
    """Unbiased estimate in rational arithmetic."""
    rows = lambda x: [[Fraction(float(v)) for v in row] for row in x]
    a, b, dim = rows(a), rows(b), a.shape[1]
    k = lambda x, y: (sum(p * q for p, q in zip(x, y)) / dim + 1) ** 3
    own = lambda x: sum(
        k(x[i], x[j]) for i in range(len(x)) for j in range(len(x)) if i != j
    ) / (len(x) * (len(x) - 1))
    across = sum(k(x, y) for x in a for y in b) / (len(a) * len(b))
    return float(own(a) + own(b) - 2 * across)


def sklearn_kernel(a, b):
    a, b = a.astype(float), b.astype(float)
    k = lambda x, y: polynomial_kernel(x, y, degree=3, coef0=1)
    own = lambda x: (k(x, x).sum() - np.trace(k(x, x))) / (len(x) * (len(x) - 1))
    return own(a) + own(b) - 2 * k(a, b).mean()


def scipy_prdc(real, fake, k):
    """The definitions with distances by differences."""
    real, fake = real.astype(float), fake.astype(float)
    radii = lambda x: np.sort(spatial.distance.cdist(x, x, "sqeuclidean"))[:, k]
    d = spatial.distance.cdist(real, fake, "sqeuclidean")
    real_radii, fake_radii = radii(real)[:, None], radii(fake)[None]
    return dict(
        precision=(d < real_radii).any(0).mean(),
        recall=(d < fake_radii).any(1).mean(),
        density=(d < real_radii).sum() / k / len(fake),
        coverage=(d < real_radii).any(1).mean(),
    )


def package_prdc(real, fake, k):
    """None for sets of k + 1 points, which the package refuses."""
    if min(len(real), len(fake)) < k + 2:
        return None
    sys.stdout = sys.stderr  # It prints the numbers of points.
    found = compute_prdc(real.astype(float), fake.astype(float), nearest_k=k)
    sys.stdout = sys.__stdout__
    return {name: float(value) for name, value in found.items()}


def scipy_frechet(a, b):
    a, b = a.astype(float), b.astype(float)
    x, y = a - a.mean(0), b - b.mean(0)
    shift = ((a.mean(0) - b.mean(0)) ** 2).sum()
    trace = (x**2).sum() / (len(a) - 1) + (y**2).sum() / (len(b) - 1)
    cross = x @ y.T / np.sqrt((len(a) - 1) * (len(b) - 1))
    return shift + trace - 2 * linalg.svdvals(cross).sum()


def sqrtm_frechet(a, b):
    a, b = a.astype(float), b.astype(float)
    ca, cb = np.cov(a.T), np.cov(b.T)
    root = linalg.sqrtm(ca @ cb).real
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca + cb - 2 * root)


def vendi(x, square):
    x = x.astype(float)
    k = np.exp(-spatial.distance.cdist(x, x, "sqeuclidean") / square) / len(x)
    w = linalg.eigvalsh(k)
    w = w[w > 0]
    return float(np.exp(-(w * np.log(w)).sum()))


# --- Cases -----------------------------------------------------------------


def pair(a, b):
    return dict(a=dict(zip(NAMES, a)), b=dict(zip(NAMES, b)))


NAMES = ("kind", "seed", "count", "dim", "scale", "shift")


def both(case):
    return points(**case["a"]), points(**case["b"])


kernel_cases = [
    pair(("bell", 1, 20, 4), ("bell", 2, 30, 4, 1.0, 0.5)),
    pair(("grid", 1, 25, 6), ("grid", 2, 25, 6)),
    pair(("thrice", 1, 20, 4), ("bell", 2, 20, 4)),
    pair(("constant", 1, 10, 4), ("constant", 2, 12, 4, 2.0)),
    pair(("bell", 1, 20, 4, 1e20), ("bell", 2, 20, 4, 1e20)),
    pair(("bell", 1, 20, 4, 1e-20), ("bell", 2, 20, 4, 1e-20, 1e-20)),
    pair(("clusters", 1, 30, 8), ("clusters", 2, 30, 8)),
    pair(("bell", 1, 20, 4, 1.0, 1e5), ("bell", 2, 20, 4, 1.0, 1e5)),
    pair(("bell", 1, 3, 50), ("bell", 2, 5, 50)),
    pair(("large row", 1, 30, 8), ("bell", 2, 30, 8)),
    pair(("columns", 1, 20, 10), ("columns", 2, 20, 10)),
]
# Past the size up to which all is float64.
large_kernel_cases = [
    pair(("bell", 1, 1200, 80), ("bell", 2, 1300, 80, 1.0, 0.5)),
    pair(("large row", 1, 1300, 64), ("bell", 2, 1300, 64, 1.0, 0.5)),
    pair(("bell", 1, 1300, 64, 1e15), ("bell", 2, 1300, 64, 2e15)),
]
prdc_cases = [
    (pair(("bell", 1, 120, 3), ("bell", 2, 90, 3)), 3),
    (pair(("bell", 1, 600, 16), ("bell", 2, 700, 16, 0.8)), 5),
    (pair(("grid", 1, 400, 6), ("grid", 2, 400, 6)), 5),
    (pair(("grid", 1, 60, 2), ("grid", 2, 80, 2)), 5),
    (pair(("thrice", 1, 90, 4), ("bell", 2, 90, 4)), 3),
    (pair(("thrice", 1, 90, 4), ("thrice", 1, 60, 4)), 2),
    (pair(("clusters", 1, 500, 8), ("clusters", 2, 400, 8)), 5),
    (pair(("bell", 1, 200, 8, 1e-20), ("bell", 2, 200, 8, 1e-20)), 5),
    (pair(("bell", 1, 200, 8, 1e15), ("bell", 2, 200, 8, 1e15)), 5),
    (pair(("bell", 1, 6, 20), ("bell", 2, 7, 20)), 5),
    (pair(("constant", 1, 40, 3), ("constant", 2, 50, 3)), 5),
    (pair(("bell", 1, 300, 8, 3.0), ("bell", 2, 300, 8, 0.1)), 5),
    (pair(("bell", 1, 30, 200), ("bell", 2, 400, 200)), 5),
    (pair(("columns", 1, 200, 10), ("columns", 2, 200, 10)), 5),
    (pair(("bell", 1, 200, 4, 0.001, 1000.0), ("bell", 2, 200, 4, 0.001, 1000.0)), 5),
]
frechet_cases = [
    pair(("bell", 1, 300, 8), ("bell", 2, 200, 8, 1.5, 0.5)),
    pair(("bell", 1, 30, 64), ("bell", 2, 400, 64, 1.0, 0.1)),
    pair(("bell", 1, 20, 100), ("bell", 2, 15, 100)),
    pair(("bell", 1, 2, 5), ("bell", 2, 3, 5)),
    pair(("half constant", 1, 100, 6), ("half constant", 2, 100, 6)),
    pair(("bell", 1, 100, 6, 1e15), ("bell", 2, 100, 6, 1e15)),
    pair(("bell", 1, 100, 6, 1e-18), ("bell", 2, 100, 6, 2e-18)),
    pair(("bell", 1, 10, 20, 1e15), ("bell", 2, 100, 20, 1e15)),
    pair(("clusters", 1, 200, 8), ("clusters", 2, 200, 8)),
    pair(("columns", 1, 300, 10), ("columns", 2, 300, 10)),
    pair(("bell", 1, 100, 4, 1.0, 10000.0), ("bell", 2, 100, 4, 1.0, 10000.0)),
    pair(("grid", 1, 50, 3), ("grid", 2, 500, 3)),
    pair(("bell", 1, 2000, 150), ("bell", 2, 2100, 150, 1.2)),
]
moment_cases = [
    dict(zip(NAMES, case))
    for case in [
        ("bell", 1, 50, 4),
        ("bell", 1, 50, 4, 1e15, 1e16),
        ("bell", 1, 50, 4, 1e-20),
        ("constant", 1, 20, 3, 7.0),
        ("columns", 1, 60, 10),
        ("bell", 1, 3, 12),
        ("bell", 1, 40, 3, 0.001, 1000.0),
        # Past the size up to which all is float64.
        ("columns", 1, 2000, 120),
        ("large row", 1, 2000, 120),
    ]
]


def mixture():
    rows = points("bell", 3, 200, 3)
    fitted = GaussianMixture(3, random_state=0).fit(rows.astype(float))
    far = points("bell", 4, 20, 3, 1e4)
    return dict(
        shares=fitted.weights_.tolist(),
        means=fitted.means_.tolist(),
        factors=[np.linalg.cholesky(c).ravel().tolist() for c in fitted.covariances_],
        near=float(fitted.score_samples(rows.astype(float)).mean()),
        far=float(fitted.score_samples(far.astype(float)).mean()),
    )


def classes():
    got, wanted = [0, 0, 1, 1, 2], [0, 1, 1, 3]
    counts = np.bincount(got, minlength=5).astype(float)
    expected = np.bincount(wanted, minlength=5).astype(float)
    expected[(counts > 0) & (expected == 0)] = 0.5
    logits = points("bell", 5, 40, 6, 5.0).astype(float)
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    divergence = [stats.entropy(row, p.mean(0)) for row in p]
    seen = expected > 0
    return dict(
        divergence=float(
            stats.entropy(counts[seen] / counts.sum(), expected[seen] / expected.sum())
        ),
        inception=float(np.exp(np.mean(divergence))),
    )


def number(x):
    """A number that JSON has: infinities as text."""
    return float(x) if np.isfinite(x) else str(float(x))


QUANTILES = [
    ([3, 1, 4, 1, 5, 9, 2, 6], [0, 0.025, 0.3, 0.5, 0.9, 1]),
    ([5], [0, 0.5, 1]),
    ([1, 2, np.inf], [0, 0.25, 1]),
    ([-np.inf, 1, 2], [0, 0.5, 0.75, 1]),
    ([1e-20, 1e20, -1e20], [0.1, 0.5, 0.8]),
]

print(
    json.dumps(
        dict(
            versions={
                name: importlib.metadata.version(name)
                for name in ("numpy", "scipy", "scikit-learn", "prdc")
            },
            kernel=[
                dict(
                    **case,
                    exact=exact_kernel(*both(case)),
                    sklearn=float(sklearn_kernel(*both(case))),
                )
                for case in kernel_cases
            ],
            largeKernel=[
                dict(**case, sklearn=float(sklearn_kernel(*both(case))))
                for case in large_kernel_cases
            ],
            prdc=[
                dict(
                    **case,
                    k=k,
                    scipy={n: float(v) for n, v in scipy_prdc(*both(case), k).items()},
                    package=package_prdc(*both(case), k),
                )
                for case, k in prdc_cases
            ],
            frechet=[
                dict(
                    **case,
                    svd=float(scipy_frechet(*both(case))),
                    sqrtm=float(sqrtm_frechet(*both(case))),
                )
                for case in frechet_cases
            ],
            moments=[
                dict(
                    **case,
                    mean=points(**case).astype(float).mean(0)[:12].tolist(),
                    covariance=np.cov(points(**case).astype(float).T)[:4, :12].tolist(),
                )
                for case in moment_cases
            ],
            mixture=mixture(),
            classes=classes(),
            vendi=[
                dict(**case, square=square, score=vendi(points(**case), square))
                for case, square in [
                    (dict(zip(NAMES, ("bell", 1, 60, 8))), 2.0),
                    (dict(zip(NAMES, ("thrice", 1, 60, 8))), 2.0),
                    (dict(zip(NAMES, ("clusters", 1, 60, 8))), 1000.0),
                ]
            ],
            quantile=[
                dict(
                    values=[number(v) for v in values],
                    points=[[s, number(np.quantile(values, s))] for s in shares],
                )
                for values, shares in QUANTILES
            ],
            t=[
                [share, degrees, float(stats.t.ppf(share, degrees))]
                for share in (0.001, 0.025, 0.3, 0.5, 0.51, 0.8, 0.9, 0.95, 0.975, 0.9999)
                for degrees in (0.5, 1, 2, 3.7, 10, 29, 30, 31, 40, 100, 1e4, 1e6)
            ],
            wilson=[
                [
                    hits,
                    count,
                    *map(
                        float,
                        stats.binomtest(hits, count).proportion_ci(method="wilson"),
                    ),
                ]
                for hits, count in ((0, 1), (1, 1), (0, 30), (3, 7), (519, 1000), (28, 54))
            ],
        ),
        separators=(",", ":"),
    )
)
