"""Reference values of code_probes.json: `python code_probes.py > code_probes.json`.

scikit-learn 1.9.1, SciPy 1.17.1 and NumPy 2.4.6, all in float64.
"""

import json
from collections import Counter

import numpy as np
from scipy.stats import binomtest
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsClassifier


def wave_points(count, dim, a, b):
    """As wavePoints() of tests/fixtures/points.ts."""
    i = np.arange(count)[:, None]
    j = np.arange(dim)[None, :]
    return (np.sin(i * a + j * 1.3) + 0.5 * np.cos(i * b * (j + 1))).astype(
        np.float32
    )


def byte_rows(count, size):
    i = np.arange(count)[:, None]
    j = np.arange(size)[None, :]
    return (i * 37 + j * 101 + (i * j) % 97 * 5) % 256


train, test = wave_points(600, 5, 1.7, 0.31), wave_points(40, 5, 1.1, 0.21)
labels = np.arange(600) * 7 % 13 % 4
votes = KNeighborsClassifier(10).fit(train.astype(float), labels)
neighbours = votes.kneighbors(test.astype(float), return_distance=False)
majority = votes.predict(test.astype(float))
unique = [
    sorted(Counter(labels[row]).values())[-2:] for row in neighbours
]

images, others = byte_rows(600, 24) / 255, byte_rows(40, 24)[::-1] / 255
ridge = {}
for alpha in [1, 50]:
    fit = Ridge(alpha).fit(train.astype(float), images)
    errors = ((fit.predict(test.astype(float)) - others) ** 2).mean(1)
    ridge[alpha] = {
        "kernel": fit.coef_.T[2].tolist(),
        "bias": fit.intercept_.tolist(),
        "errors": errors.tolist(),
    }

components = {}
for name, shape in {"tall": (80, 12), "wide": (9, 40)}.items():
    pca = PCA(3, svd_solver="full").fit(wave_points(*shape, 1.7, 0.31).astype(float))
    components[name] = {
        "variances": pca.explained_variance_.tolist(),
        "directions": pca.components_.tolist(),
        "total": float(pca.explained_variance_.sum() / pca.explained_variance_ratio_.sum()),
    }

print(
    json.dumps(
        {
            "neighbours": neighbours.tolist(),
            "majority": [
                int(label) if len(top) < 2 or top[0] < top[1] else None
                for label, top in zip(majority, unique)
            ],
            "ridge": ridge,
            "components": components,
            "wilson": [
                [hits, count, *binomtest(hits, count).proportion_ci(method="wilson")]
                for hits, count in [(0, 7), (7, 7), (3, 20), (4699, 5000)]
            ],
            "correlation": np.corrcoef(train.T.astype(float)).ravel().tolist(),
        }
    )
)
