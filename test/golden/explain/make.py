"""Golden values behind explanations, on the images of ../method/scores.json: whose part of a feature's score is which class's, which reference
patches are nearest, how alike the classes are. Written from the method page and DESIGN's `kshot explain`, without the engine.

python make.py          writes golden.json beside this file
python make.py --check  writes nothing; exits 1 if the file differs from what it would write

Needs numpy, nothing else; shares the description of images with ../method/make.py, and nothing more.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
METHOD = HERE.parent / 'method'
spec = importlib.util.spec_from_file_location('method_golden', METHOD / 'make.py')
method = importlib.util.module_from_spec(spec)
spec.loader.exec_module(method)

CASES = ['k1', 'k2', 'k4']
# What differs less than this is not told apart: the engine computes in float32.
TIE = 1e-5


def read(image, case):
    n, h, w = case['G'] ** 2, case['h'], case['w']
    return {
        'features': np.array(image['features'], dtype=np.float32).reshape(n, case['D']),
        'labels': np.array(image['labels']).reshape(h, w),
        'rgb': np.array(image['rgb']).reshape(h, w, 3),
    }


def distances(rows, bank):
    """len(rows) x len(bank); 1 where one of the two is zero."""
    return np.array([[method.cosine_distance(f, g) for g in bank] for f in rows])


def tail_members(values):
    """Which values are in the tail: the ceil(0.02 n) largest."""
    count = max(1, -(-len(values) // 50))
    return sorted(range(len(values)), key=lambda i: (-values[i], i))[:count]


def normalized(values):
    total = sum(values)
    return [v / total if total > 0 else 0.0 for v in values]


def tail_of(test, rows, bank, classes):
    """The tail's patches by class: shares, and mean distances or None."""
    d = distances(test['f'][rows], bank).min(axis=1)
    own = [[] for _ in range(classes + 1)]
    for i in tail_members(list(d)):
        own[test['P'][rows[i]]].append(float(d[i]))
    return normalized([len(v) for v in own]), [sum(v) / len(v) if v else None for v in own]


def explain(test, refs, classes):
    n = len(test['f'])
    everything = np.concatenate([r['f'] for r in refs])
    patch, patch_tail = tail_of(test, list(range(n)), everything, classes)
    in_front = np.array(method.pooled_rows(refs, lambda r: r['foreground']))
    foreground, foreground_tail = tail_of(test, test['foreground'], in_front, classes)
    per_class = method.class_patch_scores(test, refs, classes)
    worst = max(range(classes), key=lambda c: -1 if per_class[c] is None else per_class[c])
    shares = []
    for r in refs:
        deviations = {
            'embedding': [float(np.linalg.norm(a - b)) for a, b in zip(test['embeddingVector'], r['embeddingVector'])],
            **{name: [float(v) for v in np.abs(test[name] - r[name])] for name in ['histogram', 'color', 'location']},
        }
        shares.append(
            {
                'patch': patch,
                'classPatch': [0.0] + [1.0 if c == worst else 0.0 for c in range(classes)],
                'foreground': foreground,
                **{name: normalized([0.0] + values) for name, values in deviations.items()},
            }
        )
    return {
        'nearest': nearest(test, refs),
        'tails': {'patch': patch_tail, 'foreground': foreground_tail, 'classPatch': [None] + per_class},
        'shares': shares,
        'similarity': [[likeness(test, r, c) for r in refs] for c in range(classes)],
    }


def nearest(test, refs):
    """[reference, patch] of every patch's nearest reference patch; None where others are as near."""
    n = len(test['f'])
    d = distances(test['f'], np.concatenate([r['f'] for r in refs]))
    out = []
    for row in d:
        first, second = np.sort(row)[:2]
        best = int(row.argmin())
        out.append([best // n, best % n] if second - first > TIE else None)
    return out


def likeness(a, b, c):
    u, v = a['embeddingVector'][c], b['embeddingVector'][c]
    return float(u @ v) if u.any() and v.any() else None


def usual(refs, classes):
    """By class and reference: the distance to the same class of the nearest other reference, or None."""
    out = []
    for c in range(classes):
        row = []
        for i, r in enumerate(refs):
            near = [likeness(r, o, c) for j, o in enumerate(refs) if j != i]
            near = [1 - v for v in near if v is not None]
            row.append(min(near) if near else None)
        out.append(row)
    return out


def make():
    cases = {case['name']: case for case in json.loads((METHOD / 'scores.json').read_text())['cases']}
    golden = {}
    for name in CASES:
        case = cases[name]
        refs = [method.describe(read(i, case), case['G'], case['C']) for i in case['references']]
        tests = [method.describe(read(i, case), case['G'], case['C']) for i in case['tests']]
        golden[name] = {
            'usualDistances': usual(refs, case['C']),
            'tests': [explain(test, refs, case['C']) for test in tests],
        }
    return json.dumps(golden) + '\n'


if __name__ == '__main__':
    text = make()
    file = HERE / 'golden.json'
    if '--check' in sys.argv[1:]:
        sys.exit(0 if file.read_text() == text else f'{file} is not what this script writes')
    file.write_text(text)
