"""Golden values of the method, written from the method page (docs/method.md) alone, without the engine.

python make.py          writes scores.json, metrics.json and lab.json beside this file
python make.py --check  writes nothing; exits 1 if the files differ from what it would write

Needs numpy, nothing else. Inputs are exactly representable in float32; everything is computed in float64.
"""

import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np

FEATURES = ['patch', 'classPatch', 'foreground', 'embedding', 'histogram', 'color', 'location']
BANK_FEATURES = FEATURES[:3]
IMAGE_FEATURES = FEATURES[3:]
CHALLENGE = ['patch', 'foreground', 'histogram']
NAIVE = {f: 0.3 if f in BANK_FEATURES else 0.05 for f in FEATURES}


# --- colour -----------------------------------------------------------------------------------------------------------

SRGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE_D65 = np.array([0.95047, 1.0, 1.08883])


def lab_from_rgb(rgb, matrix=SRGB_TO_XYZ, white=WHITE_D65):
    """CIELAB (L* 0 to 100, a* and b* signed) of 8-bit sRGB in the last axis."""
    c = np.asarray(rgb, dtype=np.float64) / 255.0
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    t = linear @ matrix.T / white
    delta = 6.0 / 29.0
    f = np.where(t > delta**3, np.cbrt(t), t / (3.0 * delta**2) + 4.0 / 29.0)
    lab = np.empty_like(f)
    lab[..., 0] = 116.0 * f[..., 1] - 16.0
    lab[..., 1] = 500.0 * (f[..., 0] - f[..., 1])
    lab[..., 2] = 200.0 * (f[..., 1] - f[..., 2])
    return lab


# --- features of one image --------------------------------------------------------------------------------------------


def cell_of(index, size, grid):
    """The cell of the pixel centre index + 1/2: the cells are half-open, so this is exact integer arithmetic."""
    return (2 * index + 1) * grid // (2 * size)


def cell_counts(labels, grid, classes):
    """N x (C + 1): how many pixels of each label a cell holds."""
    h, w = labels.shape
    counts = np.zeros((grid * grid, classes + 1), dtype=np.int64)
    for y in range(h):
        for x in range(w):
            counts[cell_of(y, h, grid) * grid + cell_of(x, w, grid), labels[y, x]] += 1
    assert counts.sum(axis=1).min() > 0, 'a cell without a pixel: the method page does not define it'
    return counts


def unit(v):
    n = np.sqrt(np.sum(v * v))
    return v / n if n > 0 else np.zeros_like(v)


def describe(image, grid, classes):
    """Everything of section 3, for one image {features, labels, rgb}."""
    f = image['features'].astype(np.float64)
    labels = image['labels']
    h, w = labels.shape
    dim = f.shape[1]
    counts = cell_counts(labels, grid, classes)
    patch_labels = counts.argmax(axis=1)  # the first of equals, so the smaller number

    borrowed = [None] * classes
    class_patches = []
    for c in range(1, classes + 1):
        own = np.flatnonzero(patch_labels == c)
        if own.size == 0 and counts[:, c].sum() > 0:
            borrowed[c - 1] = int(counts[:, c].argmax())  # the first of equals
            own = np.array([borrowed[c - 1]])
        class_patches.append([int(i) for i in own])
    foreground = sorted({int(i) for i in np.flatnonzero(patch_labels >= 1)} | {i for i in borrowed if i is not None})

    vector = np.zeros((classes, dim))
    scalar = np.zeros(classes)
    for c, own in enumerate(class_patches):
        if own:
            mean = f[own].mean(axis=0)
            vector[c] = unit(mean)
            scalar[c] = mean.mean()

    lab = lab_from_rgb(image['rgb'])
    a = lab[..., 1] + 128.0
    b = np.maximum(lab[..., 2] + 128.0, 1.0)
    ys, xs = np.mgrid[0:h, 0:w]
    px, py = (xs + 0.5) / w, (ys + 0.5) / h
    histogram, color, location = np.zeros(classes), np.zeros(classes), np.zeros(classes)
    mean_a, mean_b, mean_x, mean_y = [[None] * classes for _ in range(4)]
    for c in range(classes):
        mask = labels == c + 1
        if not mask.any():
            continue
        histogram[c] = mask.sum() / (h * w)
        color[c] = np.mean(a[mask] / b[mask])
        mean_a[c], mean_b[c] = a[mask].mean(), b[mask].mean()
        mean_x[c], mean_y[c] = px[mask].mean(), py[mask].mean()
        location[c] = np.sqrt((mean_x[c] ** 2 + mean_y[c] ** 2) / 2.0)

    return {
        'f': f,
        'P': patch_labels,
        'borrowed': borrowed,
        'classPatches': class_patches,
        'foreground': foreground,
        'embeddingVector': vector,
        'embeddingScalar': scalar,
        'histogram': histogram,
        'color': color,
        'location': location,
        'meanA': mean_a,
        'meanB': mean_b,
        'meanX': mean_x,
        'meanY': mean_y,
    }


# --- scores -----------------------------------------------------------------------------------------------------------


def cosine_distance(f, g):
    nf, ng = np.sqrt(np.sum(f * f)), np.sqrt(np.sum(g * g))
    if nf == 0 or ng == 0:
        return 1.0
    return min(max(1.0 - float(np.sum(f * g)) / (nf * ng), 0.0), 2.0)


def nearest_distances(rows, bank):
    rows, bank = np.asarray(rows), np.asarray(bank)
    norms = np.sqrt((rows**2).sum(axis=1))[:, None] * np.sqrt((bank**2).sum(axis=1))[None, :]
    zero = norms == 0
    d = 1.0 - (rows @ bank.T) / np.where(zero, 1.0, norms)
    return [float(v) for v in np.where(zero, 1.0, np.clip(d, 0.0, 2.0)).min(axis=1)]


def tail(distances):
    m = max(1, -(-len(distances) // 50))  # ceil(0.02 n), exactly
    return sum(sorted(distances, reverse=True)[:m]) / m


def pooled_rows(images, rows_of):
    return [row for image in images for row in image['f'][rows_of(image)]]


def class_patch_scores(test, refs, classes):
    """One score a class, None for a class that the test image lacks."""
    scores = []
    for c in range(classes):
        rows = test['f'][test['classPatches'][c]]
        bank = pooled_rows(refs, lambda r: r['classPatches'][c])
        if len(rows) == 0:
            scores.append(None)
        else:
            scores.append(tail(nearest_distances(rows, bank)) if bank else 1.0)
    return scores


def bank_scores(test, refs, classes):
    """The three scores that compare patches."""
    n = test['f'].shape[0]
    present = [s for s in class_patch_scores(test, refs, classes) if s is not None]
    rows = test['f'][test['foreground']]
    bank = pooled_rows(refs, lambda r: r['foreground'])
    return {
        'patch': tail(nearest_distances(test['f'], pooled_rows(refs, lambda r: range(n)))),
        'classPatch': max(present) if present else 1.0,
        'foreground': tail(nearest_distances(rows, bank)) if len(rows) and bank else 1.0,
    }


def dissimilarity(kind, u, v):
    if kind == 'l1':
        return float(np.sum(np.abs(u - v)))
    if kind == 'l2':
        return float(np.sqrt(np.sum((u - v) ** 2)))
    zero_u, zero_v = not u.any(), not v.any()
    if zero_u and zero_v:
        return 0.0
    return cosine_distance(u, v)  # one zero: 1


def raw_scores(test, refs, classes, variant):
    scores = bank_scores(test, refs, classes)
    for name in IMAGE_FEATURES:
        key = name
        kind = variant['dissimilarity'][name]
        as_vector = name == 'embedding' and variant['embedding'] == 'vector'
        if name == 'embedding':
            key = 'embeddingVector' if as_vector else 'embeddingScalar'
        if classes == 1 and kind == 'cosine' and not as_vector:
            kind = 'l1'
        scores[name] = min(dissimilarity(kind, test[key].ravel(), r[key].ravel()) for r in refs)
    return scores


def combine(raw, weights, features, factors):
    return sum(factors[f] * raw[f] / weights[f] for f in features) / sum(factors[f] for f in features)


DEFAULT = {'embedding': 'cosine', 'histogram': 'l1', 'color': 'cosine', 'location': 'cosine'}
VARIANTS = {
    'default': {'embedding': 'vector', 'dissimilarity': DEFAULT},
    'cosine': {'embedding': 'vector', 'dissimilarity': dict.fromkeys(IMAGE_FEATURES, 'cosine')},
    'l1': {'embedding': 'vector', 'dissimilarity': dict.fromkeys(IMAGE_FEATURES, 'l1')},
    'l2': {'embedding': 'vector', 'dissimilarity': dict.fromkeys(IMAGE_FEATURES, 'l2')},
    'scalar': {'embedding': 'scalar', 'dissimilarity': DEFAULT},
    'scalarL1': {'embedding': 'scalar', 'dissimilarity': dict.fromkeys(IMAGE_FEATURES, 'l1')},
    'scalarL2': {'embedding': 'scalar', 'dissimilarity': dict.fromkeys(IMAGE_FEATURES, 'l2')},
}
UNEVEN = dict(zip(FEATURES, [2.0, 0.5, 1.0, 0.25, 3.0, 1.5, 0.75]))
SCORINGS = {
    'seven': {'features': FEATURES, 'factors': dict.fromkeys(FEATURES, 1.0)},
    'challenge': {'features': CHALLENGE, 'factors': dict.fromkeys(CHALLENGE, 1.0)},
    'sevenUneven': {'features': FEATURES, 'factors': UNEVEN},
    'challengeUneven': {'features': CHALLENGE, 'factors': {f: UNEVEN[f] for f in CHALLENGE}},
}


def evaluate(case):
    """The expected values of a case, section 4 and 5."""
    classes, grid, naive = case['C'], case['G'], case['naiveWeights']
    refs = [describe(i, grid, classes) for i in case['references']]
    tests = [describe(i, grid, classes) for i in case['tests']]
    k = len(refs)
    n = grid * grid
    bank = pooled_rows(refs, lambda r: range(n))

    def shown(d):
        return {key: value for key, value in d.items() if key != 'f'}

    out = {
        'references': [shown(d) for d in refs],
        'tests': [
            {
                **shown(d),
                'patchDistances': nearest_distances(d['f'], bank),
                'classPatchScores': class_patch_scores(d, refs, classes),
            }
            for d in tests
        ],
        'variants': {},
    }
    for name, variant in VARIANTS.items():
        raw = [raw_scores(t, refs, classes, variant) for t in tests]
        loo = None
        weights = dict(naive)
        if k >= 2:
            loo = [raw_scores(refs[i], refs[:i] + refs[i + 1 :], classes, variant) for i in range(k)]
            weights = {f: max(max(s[f] for s in loo), naive[f] / 10.0) for f in FEATURES}
        totals = {}
        for label, scoring in SCORINGS.items():
            loo_totals = None if loo is None else [combine(s, weights, **scoring) for s in loo]
            totals[label] = {
                'leaveOneOut': loo_totals,
                'threshold': 1.0 if loo_totals is None else 1.1 * max(loo_totals),
                'scores': [combine(s, weights, **scoring) for s in raw],
            }
        out['variants'][name] = {'raw': raw, 'leaveOneOut': loo, 'weights': weights, 'totals': totals}
    return out


# --- random problems --------------------------------------------------------------------------------------------------


class Problem:
    """A make-believe object: every class has a place, a colour and a direction in feature space."""

    def __init__(self, seed, grid, dim, classes, h, w, offset=0.6):
        self.rng = np.random.default_rng(seed)
        self.grid, self.dim, self.classes, self.h, self.w = grid, dim, classes, h, w
        r = self.rng
        angles = 2 * np.pi * (np.arange(classes) + r.uniform(0, 0.5)) / classes
        self.centres = np.stack([0.5 + 0.28 * np.cos(angles), 0.5 + 0.28 * np.sin(angles)], axis=1)
        self.radii = r.uniform(0.16, 0.27, size=(classes, 2)) * (1.25 if classes <= 3 else 1.0)
        self.colors = r.integers(10, 246, size=(classes + 1, 3)).astype(np.float64)
        self.prototypes = r.normal(offset / 2, 1.0, size=(classes + 1, dim))

    def labels(self, shift=0.02, without=(), speckle=0.01, scale=1.0):
        r = self.rng
        centres = self.centres + r.normal(0, shift, size=self.centres.shape)
        radii = self.radii * scale * (1 + r.normal(0, shift, size=self.radii.shape))
        ys, xs = np.mgrid[0 : self.h, 0 : self.w]
        px, py = (xs + 0.5) / self.w, (ys + 0.5) / self.h
        kept = [c for c in range(self.classes) if c + 1 not in without]
        out = np.zeros((self.h, self.w), dtype=np.int64)
        best = np.ones((self.h, self.w))
        for c in kept:
            d = np.hypot((px - centres[c, 0]) / radii[c, 0], (py - centres[c, 1]) / radii[c, 1])
            nearer = d < best
            out[nearer] = c + 1
            best[nearer] = d[nearer]
        if kept:
            hit = r.random(out.shape) < speckle
            out[hit] = r.choice([0] + [c + 1 for c in kept], size=int(hit.sum()))
        return out

    def image(self, labels=None, noise=0.25, odd_patches=0, zero_patches=0, tint=(0, 0, 0), **how):
        r = self.rng
        labels = self.labels(**how) if labels is None else np.asarray(labels)
        kinds = cell_counts(labels, self.grid, self.classes).argmax(axis=1)
        n = self.grid**2
        f = self.prototypes[kinds] + r.normal(0, noise, size=(n, self.dim))
        for i in r.choice(n, size=odd_patches, replace=False):
            f[i] = r.normal(0, 1.5, size=self.dim)
        f[r.choice(n, size=zero_patches, replace=False)] = 0.0
        rgb = self.colors[labels] + r.normal(0, 9.0, size=(*labels.shape, 3)) + np.asarray(tint, dtype=np.float64)
        return {
            'features': (np.round(f * 128.0) / 128.0).astype(np.float32),
            'labels': labels,
            'rgb': np.clip(np.round(rgb), 0, 255).astype(np.int64),
        }


def dot(labels, c, *pixels):
    """The label map with a few single pixels of class c."""
    out = labels.copy()
    for y, x in pixels:
        out[y, x] = c
    return out


def case(name, note, problem, references, tests, naive=NAIVE):
    p = problem
    return {
        'name': name,
        'note': note,
        'G': p.grid,
        'D': p.dim,
        'C': p.classes,
        'h': p.h,
        'w': p.w,
        'naiveWeights': naive,
        'references': references,
        'tests': tests,
    }


def plain_tests(p, cls=1):
    return [p.image(), p.image(odd_patches=2, tint=(40, -30, 10)), p.image(without=(cls,), shift=0.05)]


def score_cases():
    cases = []

    p = Problem(101, 5, 8, 4, 13, 17)
    cases.append(
        case('k1', 'One reference: naive weights, threshold 1. The third test image lacks class 1.', p, [p.image()], plain_tests(p))
    )

    p = Problem(102, 4, 5, 3, 18, 22)
    cases.append(
        case(
            'k2',
            'Pixel centres that lie exactly on a border of two cells (rows 4 and 13) belong to the later cell.',
            p,
            [p.image(speckle=0.05) for _ in range(2)],
            plain_tests(p, 2),
        )
    )

    p = Problem(103, 7, 12, 6, 23, 19)
    cases.append(
        case('k4', 'Four references, six classes, a portrait label map.', p, [p.image() for _ in range(4)], plain_tests(p, 5))
    )

    p = Problem(104, 6, 6, 5, 29, 37)
    naive = dict(zip(FEATURES, [0.42, 0.37, 0.35, 0.08, 0.5, 0.02, 0.03]))
    cases.append(
        case(
            'k2-manifest',
            "Other naive weights, as a backbone's manifest may give; the floor of a tenth decides some features.",
            p,
            [p.image() for _ in range(2)],
            plain_tests(p, 3),
            naive,
        )
    )

    p = Problem(105, 5, 6, 5, 16, 21)
    refs = [p.image(without=(3, 5)) for _ in range(2)]
    base = p.labels(without=(2, 3, 5), speckle=0.0)
    borrow = dot(base, 2, (0, 1), (0, 2), (15, 20))
    cases.append(
        case(
            'k2-classes',
            'Class 3 occurs nowhere (its number is skipped). Class 5 is in no reference: the first test image has it and '
            'scores 1 for it. The second has class 2 with pixels but without a patch. The third has no class at all.',
            p,
            refs,
            [p.image(without=(3,)), p.image(labels=borrow), p.image(labels=np.zeros((16, 21), dtype=np.int64))],
        )
    )

    p = Problem(106, 5, 7, 4, 15, 15)
    only1 = p.labels(without=(2, 3, 4), speckle=0.0)
    refs = [
        p.image(labels=np.zeros((15, 15), dtype=np.int64)),
        p.image(without=(4,)),
        p.image(labels=dot(p.labels(without=(2, 3, 4), speckle=0.0), 4, (7, 7))),
        p.image(without=(2,)),
    ]
    cases.append(
        case(
            'k4-uneven-references',
            'References that disagree: one without any class, one with a class as one pixel, classes that only some have.',
            p,
            refs,
            [p.image(), p.image(labels=only1), p.image(labels=np.zeros((15, 15), dtype=np.int64))],
        )
    )

    for k in (1, 2):
        p = Problem(106 + k, 4, 6, 3, 12, 14)
        empty = np.zeros((12, 14), dtype=np.int64)
        cases.append(
            case(
                f'k{k}-no-foreground',
                'No reference has a foreground: foreground and classPatch score 1, for any test image. The second test '
                'image has none either: its image features and those of the references are all zero.',
                p,
                [p.image(labels=empty) for _ in range(k)],
                [p.image(), p.image(labels=empty), p.image(labels=dot(empty, 2, (3, 3)))],
            )
        )

    for k in (1, 2):
        p = Problem(108 + k, 5, 6, 1, 14, 17)
        p.centres[:] = 0.47
        cases.append(
            case(
                f'k{k}-one-class',
                'One class: cosine becomes l1, but not for the embedding in its vector form. The third image lacks it.',
                p,
                [p.image() for _ in range(k)],
                [p.image(scale=1.0), p.image(scale=0.6, odd_patches=1), p.image(without=(1,))],
            )
        )

    for k in (1, 2):
        p = Problem(110 + k, 4, 5, 3, 13, 11)
        refs = [p.image(zero_patches=3) for _ in range(k)]
        blank = p.image()
        blank['features'][:] = 0
        half = p.image()
        own = describe(half, 4, 3)['classPatches'][0]
        half['features'][own] = 0
        cases.append(
            case(
                f'k{k}-zero-vectors',
                'Zero vectors in references and tests: distance 1 to anything, to each other as well. The second test '
                'image has nothing else; in the third, class 1 has nothing else.',
                p,
                refs,
                [p.image(zero_patches=2), blank, half],
            )
        )

    # Every cell is 2 x 2 pixels; ties between labels in cells, and between cells for borrowed patches.
    p = Problem(113, 4, 6, 6, 8, 8)
    tied = np.array(
        [
            [0, 0, 1, 1, 3, 3, 0, 1],
            [1, 1, 2, 2, 2, 2, 2, 3],
            [1, 0, 2, 1, 4, 2, 0, 0],
            [0, 1, 1, 2, 2, 2, 0, 0],
            [2, 2, 2, 4, 2, 2, 5, 0],
            [2, 2, 2, 2, 2, 2, 6, 0],
            [3, 3, 3, 3, 0, 0, 6, 5],
            [3, 3, 3, 0, 0, 0, 0, 0],
        ]
    )
    turned = tied[::-1, ::-1].copy()
    full = np.kron(np.array([[1, 1, 2, 2], [1, 3, 3, 2], [4, 3, 3, 5], [4, 4, 6, 5]]), np.ones((2, 2), dtype=np.int64))
    cases.append(
        case(
            'k2-ties',
            'Cells in which labels tie (the smaller number wins, background included), classes that borrow one of several '
            'equal patches (the first), two classes that borrow the same patch.',
            p,
            [p.image(labels=tied), p.image(labels=full)],
            [p.image(labels=turned), p.image(labels=tied), p.image(labels=full)],
        )
    )

    p = Problem(114, 4, 6, 3, 13, 17)
    same = p.image()
    cases.append(
        case(
            'k2-identical',
            'Two identical references: every leave-one-out score is 0, every weight is the floor, the threshold is 0. The '
            'first test image is identical as well.',
            p,
            [same, same],
            [same, *plain_tests(p)[:2]],
        )
    )

    p = Problem(115, 8, 5, 3, 24, 27)
    cases.append(
        case('k2-tail2', 'N = 64: the tail of patch has two values.', p, [p.image() for _ in range(2)], plain_tests(p))
    )

    p = Problem(116, 10, 5, 2, 26, 24)
    p.centres = np.array([[0.38, 0.42], [0.8, 0.8]])
    p.radii = np.array([[0.4, 0.42], [0.22, 0.24]])
    cases.append(
        case(
            'k1-tail',
            'N = 100: the tail of patch has exactly two values; class 1 has more than 50 patches, so its own tail has two.',
            p,
            [p.image()],
            [p.image(odd_patches=3), p.image(odd_patches=8), p.image(without=(2,))],
        )
    )

    p = Problem(117, 11, 5, 3, 33, 31)
    cases.append(
        case('k2-tail3', 'N = 121: the tail of patch has three values.', p, [p.image() for _ in range(2)], plain_tests(p, 3))
    )

    for c in cases:
        c['expected'] = evaluate(c)
    verify_cover(cases)
    return cases


def verify_cover(cases):
    """The edge cases that the notes promise do occur."""
    by = {c['name']: c for c in cases}

    def expected(name):
        return by[name]['expected']

    t = expected('k2-classes')['tests']
    assert expected('k2-classes')['tests'][0]['classPatchScores'][4] == 1.0
    assert t[1]['borrowed'][1] == 0 and t[2]['foreground'] == []
    assert all(not (i['labels'] == 3).any() for i in by['k2-classes']['references'] + by['k2-classes']['tests'])
    assert all(s['raw'][2]['classPatch'] == 1 for s in expected('k2-classes')['variants'].values())
    ties = expected('k2-ties')['references'][0]
    assert list(ties['P'][:4]) == [0, 1, 2, 0] and ties['borrowed'] == [None, None, None, 6, 11, 11]
    v = expected('k2-identical')['variants']['default']
    assert all(abs(v['weights'][f] - NAIVE[f] / 10) < 1e-12 for f in FEATURES)
    for k in (1, 2):
        for i in range(3):
            raw = expected(f'k{k}-no-foreground')['variants']['default']['raw'][i]
            assert raw['foreground'] == 1 and raw['classPatch'] == 1
        assert expected(f'k{k}-no-foreground')['variants']['cosine']['raw'][1]['histogram'] == 0
        assert expected(f'k{k}-no-foreground')['variants']['cosine']['raw'][0]['histogram'] == 1
        assert set(expected(f'k{k}-zero-vectors')['tests'][1]['patchDistances']) == {1.0}
    assert by['k2']['G'] == 4 and by['k2']['h'] == 18 and cell_of(4, 18, 4) == 1 and cell_of(13, 18, 4) == 3
    assert max(len(i['classPatches'][0]) for i in expected('k1-tail')['tests']) > 50
    floors = expected('k2-manifest')['variants']['default']['weights']
    naive = by['k2-manifest']['naiveWeights']
    assert any(floors[f] == naive[f] / 10 for f in FEATURES) and any(floors[f] > naive[f] / 10 for f in FEATURES)
    borrowed = [b for c in cases for s in ('references', 'tests') for i in c['expected'][s] for b in i['borrowed']]
    assert sum(b is not None for b in borrowed) >= 8


# --- metrics ----------------------------------------------------------------------------------------------------------


def metrics_of(scores, anomalous):
    """All measures of one set of images; all None unless both good and anomalous images are there."""
    p, n = sum(anomalous), len(anomalous) - sum(anomalous)
    out = {'images': p + n, 'anomalous': p, 'f1Max': None, 'f1MaxThresholds': None, 'f1Floor': None}
    out.update({'auroc': None, 'averagePrecision': None})
    if p == 0 or n == 0:
        return out
    best, at = Fraction(-1), []
    precision_sum, recall_before = Fraction(0), Fraction(0)
    for t in sorted(set(scores), reverse=True):
        tp = sum(1 for s, a in zip(scores, anomalous) if a and s >= t)
        fp = sum(1 for s, a in zip(scores, anomalous) if not a and s >= t)
        f1 = Fraction(2 * tp, p + tp + fp)
        if f1 > best:
            best, at = f1, [t]
        elif f1 == best:
            at.append(t)
        precision_sum += (Fraction(tp, p) - recall_before) * Fraction(tp, tp + fp)
        recall_before = Fraction(tp, p)
    pos = [s for s, a in zip(scores, anomalous) if a]
    neg = [s for s, a in zip(scores, anomalous) if not a]
    halves = sum(2 if s > q else 1 if s == q else 0 for s in pos for q in neg)
    out['f1Max'] = float(best)
    out['f1MaxThresholds'] = at
    out['f1Floor'] = float(Fraction(2 * p, 2 * p + n))
    out['auroc'] = float(Fraction(halves, 2 * p * n))
    out['averagePrecision'] = float(precision_sum)
    return out


LOCO = ['logical_anomalies', 'structural_anomalies']


def metrics_case(name, note, scores, groups):
    pooled = metrics_of(scores, [g != 'good' for g in groups])
    per_group = {}
    for group in sorted(set(groups) - {'good'}):
        kept = [i for i, g in enumerate(groups) if g in ('good', group)]
        per_group[group] = metrics_of([scores[i] for i in kept], [groups[i] != 'good' for i in kept])
    expected = {'pooled': pooled, 'groups': per_group}
    if set(groups) <= {'good', *LOCO}:
        halves = [per_group.get(g, {}).get('auroc') for g in LOCO]
        expected['aurocMean'] = None if None in halves else sum(halves) / 2.0
    return {'name': name, 'note': note, 'scores': scores, 'groups': groups, 'expected': expected}


def metrics_cases():
    rng = np.random.default_rng(201)
    cases = []

    def add(name, note, counts, shifts, step):
        groups, scores = [], []
        for group, count in counts.items():
            groups += [group] * count
            scores += list(rng.normal(4.0 + shifts.get(group, 0.0), 1.0, size=count))
        order = rng.permutation(len(groups))
        cases.append(
            metrics_case(
                name, note, [float(np.round(scores[i] / step) * step) for i in order], [groups[i] for i in order]
            )
        )

    good, logical, structural = 'good', *LOCO
    shifts = {logical: 0.8, structural: 1.9, 'scratch': 0.4, 'dent': 2.5, 'hole': -0.5}
    add('random', 'Few ties.', {good: 40, logical: 25, structural: 30}, shifts, 1 / 1024)
    add('ties', 'Many ties: scores in steps of a half.', {good: 30, logical: 21, structural: 17}, shifts, 0.5)
    add('two-values', 'Only a few distinct scores.', {good: 12, logical: 9, structural: 7}, shifts, 2.0)
    add('mostly-anomalous', 'Few good images, so the floor of F1 is high.', {good: 5, logical: 40, structural: 33}, shifts, 1 / 64)
    add('mostly-good', 'Few anomalous images.', {good: 90, logical: 3, structural: 2}, shifts, 1 / 64)
    add('other-groups', 'Groups as in MVTec AD.', {good: 20, 'scratch': 12, 'dent': 8, 'hole': 5}, shifts, 0.125)
    add('one-group', 'Logical anomalies only: no mean of the two groups.', {good: 11, logical: 9}, shifts, 0.25)

    groups = [good] * 6 + [logical] * 5 + [structural] * 3
    cases.append(metrics_case('all-equal', 'All scores are equal.', [0.75] * 14, groups))
    cases.append(metrics_case('all-zero', 'All scores are 0.', [0.0] * 14, groups))
    cases.append(metrics_case('perfect', 'Every anomalous image above every good one.', [i / 8 for i in range(14)], groups))
    cases.append(metrics_case('inverted', 'The other way round.', [-i / 8 for i in range(14)], groups))
    cases.append(metrics_case('one-each', 'One good image, one of either group.', [0.5, 0.5, 1.5], [good, *LOCO]))
    cases.append(
        metrics_case('f1-twice', 'Two thresholds share the largest F1.', [4.0, 3.0, 2.0, 1.0], [logical, good, good, logical])
    )
    cases.append(metrics_case('only-good', 'No anomalous image: nothing to measure.', [0.25, 0.5, 0.5], [good] * 3))
    cases.append(metrics_case('only-anomalous', 'No good image: nothing to measure.', [0.25, 0.5, 0.5], [*LOCO, logical]))
    cases.append(metrics_case('empty', 'No image.', [], []))
    return cases


# --- CIELAB -----------------------------------------------------------------------------------------------------------


def lab_cases():
    rng = np.random.default_rng(301)
    rgb = [[r, g, b] for r in (0, 255) for g in (0, 255) for b in (0, 255)]
    rgb += [[v, v, v] for v in (1, 2, 3, 8, 9, 10, 11, 12, 16, 64, 127, 128, 192, 254)]
    rgb += [[v if i == c else 0 for i in range(3)] for c in range(3) for v in (1, 5, 10, 11, 20, 30, 64, 128, 254)]
    rgb += [[int(v) for v in row] for row in rng.integers(0, 256, size=(260, 3))]
    rgb += [[int(v) for v in row] for row in rng.integers(0, 24, size=(40, 3))]
    lab = lab_from_rgb(np.array(rgb))
    return {
        'constants': {
            'matrix': SRGB_TO_XYZ,
            'white': WHITE_D65,
            'linear': 'c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4, c = value / 255',
            'f': 't > (6/29)^3 ? cbrt(t) : t / (3 (6/29)^2) + 4/29',
            'lab': 'L = 116 f(Y) - 16, a = 500 (f(X) - f(Y)), b = 200 (f(Y) - f(Z))',
        },
        'rgb': rgb,
        'lab': lab,
    }


# --- writing ----------------------------------------------------------------------------------------------------------


def plain(value, digits=10):
    """JSON values: arrays as lists, floats with ten decimals at most."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist(), digits)
    if isinstance(value, dict):
        return {key: plain(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, digits) for item in value]
    if isinstance(value, (float, np.floating)):
        value = round(float(value), digits)
        return int(value) if value == int(value) else value
    return value


def plain_case(c):
    """Inputs flat: features row by row, labels and rgb row by row."""

    def image(i):
        return {
            'features': i['features'].astype(np.float64).ravel(),
            'labels': i['labels'].ravel(),
            'rgb': i['rgb'].ravel(),
        }

    return plain({**c, 'references': [image(i) for i in c['references']], 'tests': [image(i) for i in c['tests']]})


def lines(items):
    """A JSON list, one item a line."""
    return '[\n' + ',\n'.join(json.dumps(i, separators=(',', ':')) for i in items) + '\n]'


def outputs():
    head = {'variants': VARIANTS, 'scorings': SCORINGS}
    head = ',\n'.join(f'{json.dumps(k)}:{json.dumps(plain(v), separators=(",", ":"))}' for k, v in head.items())
    lab = ',\n'.join(f'{json.dumps(k)}:{json.dumps(plain(v), separators=(",", ":"))}' for k, v in lab_cases().items())
    return {
        'scores.json': '{' + head + ',\n"cases":' + lines([plain_case(c) for c in score_cases()]) + '}\n',
        'metrics.json': '{"cases":' + lines([plain(c, 15) for c in metrics_cases()]) + '}\n',
        'lab.json': '{' + lab + '}\n',
    }


def main():
    folder = Path(__file__).resolve().parent
    check = '--check' in sys.argv[1:]
    bad = []
    for name, text in outputs().items():
        path = folder / name
        if check:
            if not path.is_file() or path.read_text(encoding='utf-8') != text:
                bad.append(name)
        else:
            path.write_text(text, encoding='utf-8', newline='\n')
            print(f'{name}: {len(text.encode()) / 1024:.0f} KiB')
    if bad:
        sys.exit('differs: ' + ', '.join(bad))


if __name__ == '__main__':
    main()
