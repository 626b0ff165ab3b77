"""The label file that a journey through the editor's tools must leave, written from what the tools promise, without kShot's code: test/e2e/journeys/07annotates.

python make.py          writes golden.json beside this file
python make.py --check  writes nothing; exits 1 if the file differs from what it would write

Needs numpy, nothing else. Masks are stretches [y, x0, x1) row by row; a pixel's middle is at + 0.5.
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
WIDTH, HEIGHT = 320, 240
# The picture: a grey plate, a red tile with a grey hole, a red tile that touches the first at one corner alone.
BACKGROUND, TILE = [200, 200, 200], [210, 40, 40]
TILES = [(40, 40, 100, 100), (100, 100, 130, 130)]
HOLE = (60, 60, 72, 70)
BRUSH = 24

X, Y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)


def box(x0, y0, x1, y1):
    return (X > x0) & (X < x1) & (Y > y0) & (Y < y1)


def capsule(ax, ay, bx, by, radius):
    """Pixels whose middle is within `radius` of the line between two points."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = np.clip(((X - ax) * dx + (Y - ay) * dy) / length, 0, 1) if length > 0 else np.zeros_like(X)
    return (X - ax - t * dx) ** 2 + (Y - ay - t * dy) ** 2 <= radius ** 2 + 1e-9


def stretches(mask):
    rows = []
    for y in range(HEIGHT):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mask[y].astype(np.int8), [0]])))
        rows += [[y, int(a), int(b)] for a, b in zip(edges[::2], edges[1::2])]
    return rows


def shape(label, kind, points, description=''):
    return {'label': label, 'points': points, 'group_id': None, 'description': description, 'shape_type': kind, 'flags': {}, 'mask': None}


def mask_shape(label, mask, description=''):
    ys, xs = np.nonzero(mask)
    corners = [[int(xs.min()), int(ys.min())], [int(xs.max()), int(ys.max())]]
    return {**shape(label, 'mask', corners, description), 'mask': stretches(mask)}


def golden():
    painted = capsule(150, 180, 210, 180, BRUSH / 2) & ~capsule(180, 165, 180, 195, BRUSH / 2)
    tile = box(*TILES[0]) & ~box(*HOLE)
    shapes = [
        shape('scratch', 'rectangle', [[150, 30], [210, 80]]),
        shape('dent', 'polygon', [[230, 40], [290, 40], [290, 100], [250, 110]]),
        shape('scratch', 'point', [[140.5, 120.5]]),
        mask_shape('dent', painted, 'good'),
        mask_shape('scratch', tile),
    ]
    return {
        'picture': {'width': WIDTH, 'height': HEIGHT, 'background': BACKGROUND, 'tile': TILE, 'tiles': TILES, 'hole': HOLE},
        'brush': BRUSH,
        'file': {
            'version': '5.5.0',
            'flags': {'anomalous': True},
            'shapes': shapes,
            'imagePath': 'plate.png',
            'imageData': None,
            'imageHeight': HEIGHT,
            'imageWidth': WIDTH,
        },
    }


text = json.dumps(golden(), indent=1) + '\n'
target = HERE / 'golden.json'
if '--check' in sys.argv:
    sys.exit(0 if target.read_text() == text else 'golden.json differs from what make.py writes')
target.write_text(text)
