"""Golden values of the aligners, written from the method page (sections 2, 3, 6) and the models page (DeAOT) alone.

python make.py          writes golden.json beside this file
python make.py --check  writes nothing; exits 1 if the file differs from what it would write

Shares no code with the engine. README.md says what was chosen. Needs requirements.txt.
"""

import base64
import itertools
import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

MAX_COST = 0.8
OBJECTS_A_PASS = 10
MASKED = -1e10
SHORT_SIDE = 465


# --- encodings --------------------------------------------------------------------------------------------------------


def runs_of_labels(labels):
    """Flat pairs value, length, row by row."""
    flat = np.asarray(labels).ravel()
    edges = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    lengths = np.diff(np.concatenate([edges, [flat.size]]))
    return np.stack([flat[edges], lengths], axis=1).ravel().tolist()


def base64_of(values):
    return base64.b64encode(np.ascontiguousarray(values, dtype='<f4').tobytes()).decode('ascii')


def rounded(values):
    return [[None if v is None else round(float(v), 10) for v in row] for row in values]


# --- patches and segments (sections 2 and 3) --------------------------------------------------------------------------


def describe(labels, grid, classes):
    """Patch labels, the patches of each class (a borrowed one included), areas and centroids."""
    h, w = labels.shape
    counts = np.zeros((grid * grid, classes + 1), dtype=np.int64)
    for y in range(h):
        for x in range(w):
            row, column = (2 * y + 1) * grid // (2 * h), (2 * x + 1) * grid // (2 * w)
            counts[row * grid + column, labels[y, x]] += 1
    assert counts.sum(axis=1).min() > 0
    patch_labels = counts.argmax(axis=1)
    patches, areas, centroids = [], [], []
    ys, xs = np.mgrid[0:h, 0:w]
    for c in range(1, classes + 1):
        mask = labels == c
        own = np.flatnonzero(patch_labels == c).tolist()
        if not own and mask.any():
            own = [int(counts[:, c].argmax())]
        patches.append(own)
        areas.append(mask.sum() / (h * w))
        centroid = (((xs[mask] + 0.5) / w).mean(), ((ys[mask] + 0.5) / h).mean()) if mask.any() else (0.0, 0.0)
        centroids.append(centroid)
    return {'labels': patch_labels, 'patches': patches, 'areas': areas, 'centroids': centroids}


def distance(f, g):
    lengths = np.sqrt(f @ f) * np.sqrt(g @ g)
    return 1.0 if lengths == 0 else 1.0 - f @ g / lengths


def similarity_rows(features):
    lengths = np.sqrt((features * features).sum(axis=1, keepdims=True))
    return np.divide(features, lengths, out=np.zeros_like(features), where=lengths > 0)


# --- hungarian and nearest --------------------------------------------------------------------------------------------


def cost_matrix(own, reference):
    """Own segments x reference classes; None for a class that the reference lacks."""
    rows = []
    for s, patches in enumerate(own['patches']):
        row = []
        for c, others in enumerate(reference['patches']):
            if not others:
                row.append(None)
                continue
            apart = distance(own['f'][patches].mean(axis=0), reference['f'][others].mean(axis=0))
            a, b = own['areas'][s], reference['areas'][c]
            (ax, ay), (bx, by) = own['centroids'][s], reference['centroids'][c]
            moved = np.hypot(ax - bx, ay - by) / np.sqrt(2.0)
            row.append(apart + 0.5 * abs(a - b) / max(a, b) + 0.5 * moved)
        rows.append(row)
    return rows


def matched(costs):
    """own segment -> reference class number by the cheapest one-to-one matching, the maximum not yet applied."""
    present = [c for c in range(len(costs[0])) if costs[0][c] is not None]
    table = np.array([[row[c] for c in present] for row in costs])
    rows, columns = linear_sum_assignment(table)
    check_unique(table, rows, columns)
    return {int(r): present[c] + 1 for r, c in zip(rows, columns, strict=True)}


def check_unique(table, rows, columns):
    """By trying all matchings: none other comes within 1e-4 of the best."""
    if table.shape[0] > table.shape[1]:
        table, rows, columns = table.T, columns, rows
    best = tuple(int(c) for _, c in sorted(zip(rows, columns, strict=True)))
    totals = {
        p: sum(table[r, c] for r, c in enumerate(p))
        for p in itertools.permutations(range(table.shape[1]), table.shape[0])
    }
    lowest = totals.pop(best)
    assert not totals or min(totals.values()) > lowest + 1e-4


def cut(costs, chosen):
    return [
        chosen[s] if s in chosen and costs[s][chosen[s] - 1] <= MAX_COST else 0 for s in range(len(costs))
    ]


def gated_first(costs):
    """Another reading, for `sensitiveTo`: pairs above the maximum may not be matched at all."""
    table = np.array([[1e6 if v is None or v > MAX_COST else v for v in row] for row in costs])
    rows, columns = linear_sum_assignment(table)
    return cut(costs, {int(r): int(c) + 1 for r, c in zip(rows, columns, strict=True) if table[r, c] < 1e6})



def nearest(costs):
    chosen = {}
    for s, row in enumerate(costs):
        values = sorted((v, c + 1) for c, v in enumerate(row) if v is not None)
        assert len(values) < 2 or values[1][0] - values[0][0] > 1e-4
        chosen[s] = values[0][1]
    return cut(costs, chosen)


# --- prototype --------------------------------------------------------------------------------------------------------


def patch_classes(own, reference):
    """For every own patch the patch label of the most similar reference patch, the first of equals."""
    similar = similarity_rows(own['f']) @ similarity_rows(reference['f']).T
    best = similar.argmax(axis=1)
    for row, f in zip(similar, own['f'], strict=True):
        top = np.sort(row)[::-1]
        assert top[0] - top[1] > 1e-6 or not f.any()
    return reference['labels'][best]


def majority(classes):
    return int(np.bincount(classes).argmax())


# --- random images ----------------------------------------------------------------------------------------------------


def random_segments(rng, w, h, count, tiny=0):
    """Segments 1 ... count as nearest sites with background between them; the last `tiny` are one or two pixels."""
    big = count - tiny
    ys, xs = np.mgrid[0:h, 0:w]
    sites = np.stack([rng.uniform(0.1, 0.9, big) * w, rng.uniform(0.1, 0.9, big) * h], axis=1)
    apart = np.stack([np.hypot(xs + 0.5 - x, ys + 0.5 - y) * rng.uniform(0.8, 1.3) for x, y in sites])
    labels = np.where(apart.min(axis=0) < 0.33 * min(w, h), apart.argmin(axis=0) + 1, 0)
    for n in range(tiny):
        y, x = int(rng.integers(0, h)), int(rng.integers(0, w - 1))
        labels[y, x : x + 1 + n % 2] = big + 1 + n
    assert all((labels == c).any() for c in range(1, count + 1))
    return labels


def features_of(rng, labels, grid, dim, kinds, noise):
    """Patch features: the kind of what a patch shows, plus noise, in sixteenths (exact in float32)."""
    patch = describe(labels, grid, int(labels.max()))['labels']
    f = np.stack([kinds[int(c)] for c in patch]) + noise * rng.standard_normal((grid * grid, dim))
    return np.round(f * 16) / 16


def image_of(labels, f, grid, classes):
    return {**describe(labels, grid, classes), 'f': f, 'map': labels}


def written(image):
    h, w = image['map'].shape
    return {'width': w, 'height': h, 'labels': runs_of_labels(image['map']), 'features': image['f'].ravel().tolist()}


def segment_case(
    name, note, seed, grid, dim, classes, segments, own_size, noise=0.45, tiny=(0, 0), absent=None, zero=False
):
    rng = np.random.Generator(np.random.PCG64(seed))
    kinds = rng.standard_normal((max(classes, segments) + 1, dim))
    ref_map = random_segments(rng, 30, 26, classes, tiny[0])
    own_map = random_segments(rng, *own_size, segments, tiny[1])
    order = np.concatenate([[0], 1 + rng.permutation(segments)])  # own numbers say nothing about classes
    if absent is not None:
        ref_map = np.where(ref_map == absent, 0, ref_map)
    ref_f = features_of(rng, ref_map, grid, dim, kinds, noise)
    own_f = features_of(rng, own_map, grid, dim, kinds[order], noise)
    if zero:
        own_f[describe(own_map, grid, segments)['patches'][segments - 1]] = 0.0
        own_f[0] = 0.0
    reference = image_of(ref_map, ref_f, grid, classes)
    own = image_of(own_map, own_f, grid, segments)

    costs = cost_matrix(own, reference)
    for row in costs:
        assert all(v is None or abs(v - MAX_COST) > 1e-4 for v in row)
    chosen = matched(costs)
    hungarian = cut(costs, chosen)
    patches = patch_classes(own, reference)
    return {
        'name': name,
        'note': note,
        'grid': grid,
        'dim': dim,
        'classes': classes,
        'segments': segments,
        'sensitiveTo': [] if hungarian == gated_first(costs) else ['gatedFirst'],
        'own': written(own),
        'reference': written(reference),
        'expected': {
            'ownPatchLabels': own['labels'].tolist(),
            'ownPatches': own['patches'],
            'referencePatchLabels': reference['labels'].tolist(),
            'referencePatches': reference['patches'],
            'costs': rounded(costs),
            'matched': [chosen.get(s, 0) for s in range(segments)],
            'hungarian': hungarian,
            'nearest': nearest(costs),
            'prototypePatches': patches.tolist(),
            'prototypeSegments': [majority(patches[p]) for p in own['patches']],
        },
    }


def segment_cases():
    return [
        segment_case('square', 'as many segments as classes', 1, 8, 8, 4, 4, (32, 24)),
        segment_case('fewer', 'fewer segments than classes', 2, 7, 12, 6, 3, (21, 35)),
        segment_case('more', 'more segments than classes, of other size', 3, 8, 6, 3, 7, (40, 40)),
        segment_case('borrowed', 'segments and classes that borrow a patch', 4, 6, 7, 5, 6, (20, 20), tiny=(2, 2)),
        segment_case('absent', 'class 2 is missing in the reference', 5, 8, 9, 4, 5, (33, 27), absent=2),
        segment_case('noisy', 'features that tell little: costs above the maximum', 6, 7, 5, 5, 5, (28, 28), noise=1.5),
        segment_case('zero', 'a segment and the first patch with zero features', 8, 6, 10, 4, 5, (24, 30), zero=True),
        segment_case('ties', 'majorities that tie', 125, 6, 6, 4, 6, (22, 26), noise=1.3, tiny=(0, 1)),
        segment_case('single', 'one segment, one class', 9, 6, 5, 1, 1, (18, 12)),
    ]


# --- DeAOT: joining passes --------------------------------------------------------------------------------------------


def aligned_weights(source, target):
    at = np.arange(target) * (source - 1) / (target - 1) if target > 1 else np.zeros(1)
    low = np.minimum(np.floor(at).astype(int), source - 1)
    high = np.minimum(low + 1, source - 1)
    return low, high, at - low


def resize_aligned(planes, w, h):
    """Bilinear with aligned corners, in float64."""
    p = planes.astype(np.float64)
    x0, x1, fx = aligned_weights(p.shape[2], w)
    y0, y1, fy = aligned_weights(p.shape[1], h)
    rows = p[:, :, x0] * (1 - fx) + p[:, :, x1] * fx
    return rows[:, y0] * (1 - fy)[:, None] + rows[:, y1] * fy[:, None]


def softmax(planes):
    e = np.exp(planes - planes.max(axis=0))
    return e / e.sum(axis=0)


def used_in(objects, chunk):
    return min(OBJECTS_A_PASS, objects - OBJECTS_A_PASS * chunk)


def join(chunks, objects, w, h):
    """(objects + 1) x h x w: background, then the objects; not normalised over the chunks."""
    background, found = np.ones((h, w)), []
    for n, logits in enumerate(chunks):
        used = used_in(objects, n)
        masked = logits.astype(np.float64)
        masked[used + 1 :] = MASKED
        p = softmax(resize_aligned(masked, w, h))
        background *= p[0]
        found.append(p[1 : used + 1])
    return np.concatenate([background[None], *found])


def smooth_planes(rng, h4, w4, active, background):
    """11 planes of a few low waves; background and the used ids are about even, those not used stand higher."""
    ys, xs = np.mgrid[0:h4, 0:w4].astype(np.float64)
    planes = np.zeros((11, h4, w4))
    for c in range(11):
        for _ in range(3):
            fx, fy, phase = rng.uniform(0, 1.6, 2).tolist() + [rng.uniform(0, 2 * np.pi)]
            planes[c] += 2.5 * np.cos(2 * np.pi * (fx * xs / w4 + fy * ys / h4) + phase)
    planes[0] += background
    planes[active + 1 :] += 4.0
    return np.round(planes * 256).astype(np.float32) / 256


def chunk_case(name, seed, objects, net, size):
    rng = np.random.Generator(np.random.PCG64(seed))
    w, h = size
    w4, h4 = [(side - 1) // 4 + 1 for side in net]
    count = -(-objects // OBJECTS_A_PASS)
    chunks = [smooth_planes(rng, h4, w4, used_in(objects, n), 1.5 * count) for n in range(count)]
    joined = join(chunks, objects, w, h)
    labels = joined.argmax(axis=0)
    assert np.array_equal(labels, joined.clip(1e-5, 1 - 1e-5).argmax(axis=0))  # implementations that clamp agree
    top = np.sort(joined, axis=0)
    assert (top[-1] - top[-2]).min() > 2e-6, (name, (top[-1] - top[-2]).min())
    spots = [(0, 0), (w - 1, h - 1), (w // 2, h // 2), (w // 3, h // 4)]
    return {
        'name': name,
        'objects': objects,
        'width4': w4,
        'height4': h4,
        'width': w,
        'height': h,
        'chunks': [base64_of(c) for c in chunks],
        'expected': {
            'used': [used_in(objects, n) for n in range(count)],
            'probes': [[x, y, [round(float(v), 9) for v in joined[:, y, x]]] for x, y in spots],
            'labelMap': runs_of_labels(labels),
            'seen': sorted(int(v) for v in np.unique(labels)),
        },
    }


def chunk_cases():
    return [
        chunk_case('seven', 21, 7, (129, 97), (130, 100)),
        chunk_case('ten', 22, 10, (97, 65), (91, 70)),
        chunk_case('eleven', 23, 11, (81, 81), (80, 80)),
        chunk_case('thirteen', 24, 13, (113, 81), (150, 111)),
        chunk_case('twentyThree', 25, 23, (81, 113), (101, 140)),
    ]


# --- DeAOT: sizes and labels ------------------------------------------------------------------------------------------


def network_side(side, scale):
    """16 n + 1 with n = (side * scale - 1) / 16 rounded half to even, in exact fractions."""
    return 16 * round((side * scale - 1) / 16) + 1


def network_size(w, h):
    scale = min(Fraction(1), Fraction(SHORT_SIDE, min(w, h)))
    return [network_side(w, scale), network_side(h, scale)]


def rounds_sides_first(w, h):
    """Another reading, for `sensitiveTo`: the scaled sides become whole pixels before they become 16 n + 1."""
    scale = min(Fraction(1), Fraction(SHORT_SIDE, min(w, h)))
    return [[network_side(f(s * scale), Fraction(1)) for s in (w, h)] for f in (int, round)]


def size_table():
    sizes = [
        (550, 380), (1600, 1280), (100, 100), (3000, 200), (465, 465), (37, 1000), (466, 465), (465, 466), (464, 464),
        (640, 480), (1920, 1080), (1080, 1920), (4000, 3000), (1024, 551), (473, 600), (25, 41), (57, 73), (89, 105),
        (121, 137), (400, 409), (441, 457), (17, 17), (33, 24), (5000, 1000), (701, 700), (931, 930), (2000, 466),
        (930, 1010), (930, 978), (469, 720), (504, 600), (474, 466),
    ]  # fmt: skip
    rows = []
    for w, h in sizes:
        net = network_size(w, h)
        floor, nearest_pixel = rounds_sides_first(w, h)
        other = [n for n, v in (('floorFirst', floor), ('roundFirst', nearest_pixel)) if v != net]
        rows.append({'size': [w, h], 'network': net, 'sensitiveTo': other})
    return rows


def resize_nearest(labels, w, h):
    """Half-pixel centres: the source pixel that holds the centre of the target pixel, in whole numbers."""
    sh, sw = labels.shape
    ys = [(2 * y + 1) * sh // (2 * h) for y in range(h)]
    xs = [(2 * x + 1) * sw // (2 * w) for x in range(w)]
    return labels[np.ix_(ys, xs)]


def onehot_channels(labels, chunk):
    """The channel that is 1 at each pixel: id = class - 10 * chunk for the chunk's classes, 0 for all others."""
    ids = labels - OBJECTS_A_PASS * chunk
    return np.where((ids >= 1) & (ids <= OBJECTS_A_PASS), ids, 0)


def label_case(seed, objects, size, net):
    rng = np.random.Generator(np.random.PCG64(seed))
    w, h = size
    labels = random_segments(rng, w, h, objects)
    resized = resize_nearest(labels, *net)
    channels = [onehot_channels(resized, n) for n in range(-(-objects // OBJECTS_A_PASS))]
    return {
        'objects': objects,
        'width': w,
        'height': h,
        'networkWidth': net[0],
        'networkHeight': net[1],
        'labels': runs_of_labels(labels),
        'expected': {
            'resized': runs_of_labels(resized),
            'channels': [runs_of_labels(c) for c in channels],
            'channelAreas': [np.bincount(c.ravel(), minlength=11).tolist() for c in channels],
        },
    }


def label_cases():
    return [
        label_case(31, 4, (40, 30), (33, 33)),
        label_case(32, 7, (60, 45), (65, 49)),
        label_case(33, 13, (100, 70), (97, 65)),
        label_case(34, 23, (120, 90), (49, 33)),
        label_case(35, 10, (34, 34), (17, 17)),
    ]


def golden():
    return {
        'constants': {
            'maxCost': MAX_COST,
            'objectsAPass': OBJECTS_A_PASS,
            'masked': MASKED,
            'shortSide': SHORT_SIDE,
        },
        'segments': segment_cases(),
        'chunks': chunk_cases(),
        'sizes': size_table(),
        'labels': label_cases(),
    }


def text_of(value):
    """One line an entry of a list at the top, so that a diff says which one changed."""
    parts = []
    for key, entry in value.items():
        if isinstance(entry, list):
            lines = ',\n'.join(json.dumps(e, separators=(',', ':')) for e in entry)
            parts.append(f'{json.dumps(key)}:[\n{lines}\n]')
        else:
            parts.append(f'{json.dumps(key)}:{json.dumps(entry, separators=(",", ":"))}')
    return '{\n' + ',\n'.join(parts) + '\n}\n'


def main():
    path = Path(__file__).with_name('golden.json')
    text = text_of(golden())
    if '--check' in sys.argv[1:]:
        same = path.exists() and path.read_text() == text
        print('same' if same else 'differs')
        sys.exit(0 if same else 1)
    path.write_text(text)


if __name__ == '__main__':
    main()
