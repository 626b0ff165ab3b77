"""Writes golden.json: what Pillow, SciPy and scikit-image compute for the tests of src/engine/image.

    python -m venv .venv && .venv/bin/pip install pillow numpy scipy scikit-image && .venv/bin/python make.py

Made with Pillow 13.0.0, NumPy 2.4.6, SciPy 1.17.1, scikit-image 0.26.0.
"""

import base64
import json
import pathlib

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.color import rgb2lab


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def picture(width, height, seed):
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 100 * np.sin(x / 7), 127 + 90 * np.cos((x + 2 * y) / 11), ((x // 9 + y // 13) % 2) * 255]
    noise = np.random.default_rng(seed).normal(0, 12, (height, width, 3))
    return np.clip(np.stack(waves, -1) + noise, 0, 255).astype(np.uint8)


def bicubic(image, width, height):
    """Across, then down: Pillow 13 takes the other order for some sizes."""
    across = Image.fromarray(image).resize((width, image.shape[0]), Image.BICUBIC)
    return np.asarray(across.resize((width, height), Image.BICUBIC))


def area(image, width, height):
    """The exact mean over each pixel's footprint, by repeating pixels to a common multiple."""
    h, w, _ = image.shape
    fine = np.repeat(np.repeat(image.astype(float), height, 0), width, 1)
    return fine.reshape(height, h, width, w, 3).mean((1, 3))


def upsampled(grid, width, height):
    """Bilinear with half-pixel centres and clamped edges, by NumPy's interpolation along one axis and then the other."""
    size = grid.shape[0]
    columns = (np.arange(width) + 0.5) * size / width - 0.5
    rows = (np.arange(height) + 0.5) * size / height - 0.5
    wide = np.stack([np.interp(columns, np.arange(size), row) for row in grid])
    return np.stack([np.interp(rows, np.arange(size), column) for column in wide.T], -1)


def resize_cases():
    source = picture(61, 47, 1)
    sizes = [(28, 28), (80, 30), (30, 80), (90, 70), (9, 5), (57, 50), (64, 44)]
    cases = [
        {
            "width": w,
            "height": h,
            "bicubic": encode(bicubic(source, w, h)),
            "area": encode(np.rint(area(source, w, h)).astype(np.uint8)) if w <= 61 and h <= 47 else None,
        }
        for w, h in sizes
    ]
    return {"width": 61, "height": 47, "source": encode(source), "cases": cases}


def map_cases():
    cases = []
    for grid, width, height, size in [(7, 60, 44, 98), (5, 30, 50, 35), (4, 3, 2, 56)]:
        distances = np.random.default_rng(grid).random((grid, grid)).astype(np.float32)
        sigma = (4 * height / size, 4 * width / size)
        expected = gaussian_filter(upsampled(distances.astype(float), width, height), sigma, mode="reflect", truncate=4.0)
        cases.append(
            {
                "grid": grid,
                "width": width,
                "height": height,
                "inputSize": size,
                "distances": encode(distances),
                "expected": encode(expected.astype(np.float32)),
            }
        )
    return cases


def lab_case():
    """The corners and middles of the RGB cube, and all greys."""
    steps = np.array([0, 3, 10, 64, 128, 200, 255], np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, 1)
    rgb = np.concatenate([cube, grey])
    return {"pixels": len(rgb), "rgb": encode(rgb), "lab": encode(rgb2lab(rgb[None])[0].astype(np.float32))}


golden = {"resize": resize_cases(), "maps": map_cases(), "lab": lab_case()}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=1) + "\n")
