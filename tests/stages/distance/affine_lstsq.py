"""Writes affine_lstsq.json: the affine distance by NumPy's least squares.

Run: python affine_lstsq.py (NumPy 2.4.6)

All numbers are multiples of powers of two, so that they and the sums of
columns are exact in float32.
"""

import json
import pathlib

import numpy as np

rng = np.random.default_rng(9)
COUNT, PIXELS = 40, 16

pixels = rng.integers(0, 256, (COUNT, PIXELS))
pixels[:, 5] = 17
codes = rng.integers(-256, 257, (COUNT, 3)) / 64
codes[:, 0] = np.round(codes[:, 0] + (pixels[:, 0] - 128) / 32 * 64) / 64
codes[:, 1] += (pixels[:, 1] - pixels[:, 2]) / 64
a, b, c = codes.T


def measure(pixels, codes):
    """Least squares on standardised columns, in float64."""
    images = pixels / 127.5 - 1
    centred = images - images.mean(0)
    columns = codes - codes.mean(0)
    size = np.abs(columns).max(0)
    columns = columns / np.where(size == 0, 1, size)
    solution, _, rank, _ = np.linalg.lstsq(columns, centred, rcond=1e-12)
    rest = centred - columns @ solution
    spectrum = np.linalg.svd(centred, compute_uv=False) ** 2
    over = len(pixels) - 1
    return {
        "pixels": pixels.ravel().tolist(),
        "codes": codes.ravel().tolist(),
        "dim": codes.shape[1],
        "affine": float((rest**2).sum() / over),
        "affineFloor": float(spectrum[rank:].sum() / over),
        "variance": float(spectrum.sum() / over),
        "rank": int(rank),
    }


def of(*columns):
    return measure(pixels, np.stack(columns, 1))


ones = np.ones(COUNT)
cases = {
    "codes as they are": of(a, b, c),
    "a repeated column": of(a, b, c, a),
    "a constant column": of(a, 3 * ones, b, c),
    "a column of zeros": of(0 * ones, a, b, c),
    "dependent columns": of(a, a + b, b, c, 2 * a - b + 4, c - a),
    "nearly dependent columns": of(a, a + b / 1024, c),
    "huge and tiny columns": of(a * 2.0**100, b * 2.0**-100, c, a * 2.0**-60),
    "columns far from 0": of(a + 4096, b - 1024, c, b),
    "constant codes": of(ones, 5 * ones),
    "more columns than images": measure(
        pixels[:6], rng.integers(-256, 257, (6, 9)) / 64
    ),
    "one image more than columns": measure(pixels[:4], codes[:4]),
    "images that are all the same": measure(
        np.tile(pixels[:1], (COUNT, 1)), codes
    ),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
