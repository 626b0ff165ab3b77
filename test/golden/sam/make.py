"""Golden values of the `sam` segmenter, written from the method page (section 6) alone, without the engine.

python make.py          writes golden.json beside this file
python make.py --check  writes nothing; exits 1 if the file differs from what it would write

Stability, boxes, small regions and suppression are segment-anything's and torchvision's own functions. README.md says
what else was chosen. Needs requirements.txt.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from segment_anything import SamAutomaticMaskGenerator
from segment_anything.utils.amg import (
    MaskData,
    batched_mask_to_box,
    calculate_stability_score,
    mask_to_rle_pytorch,
    remove_small_regions,
    rle_to_mask,
)
from torchvision.ops.boxes import batched_nms

LOW = 256
MIN_IOU = 0.88
MIN_STABILITY = 0.95
LOGIT_OFFSET = 1.0
NMS_IOU = 0.7
SMALL = 0.001
BORDER_PX = 2
MAX_CLASSES = 40
MAX_SIDE = 1024
GRID_SMALL = 0.005


# --- encodings --------------------------------------------------------------------------------------------------------


def runs_of_mask(mask):
    """Run lengths, row by row, zeros first (so the first may be 0)."""
    flat = np.asarray(mask, dtype=np.int8).ravel()
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [flat.size]])).tolist()
    return [0, *lengths] if flat[0] else lengths


def runs_of_labels(labels):
    """Flat pairs value, length, row by row."""
    flat = np.asarray(labels).ravel()
    edges = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    lengths = np.diff(np.concatenate([edges, [flat.size]]))
    return np.stack([flat[edges], lengths], axis=1).ravel().tolist()


# --- geometry ---------------------------------------------------------------------------------------------------------


def half_up(x):
    return int(np.floor(x + 0.5))


class Canvas:
    """Sizes of one image: of the logits without padding (vw, vh) and of L (lw, lh)."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        longest = max(width, height)
        self.vw, self.vh = half_up(width * LOW / longest), half_up(height * LOW / longest)
        scale = min(1.0, MAX_SIDE / longest)
        self.lw, self.lh = half_up(width * scale), half_up(height * scale)

    def small(self):
        return SMALL * self.lw * self.lh

    def blob(self, x, y, rx, ry=None, peak=400.0, level=40.0):
        """A Gaussian at (x, y) in pixels of L, `level` high at the radii rx, ry: with offset -level, 0 there."""
        ry = rx if ry is None else ry
        k = np.sqrt(2.0 * np.log(abs(peak) / level))
        fx, fy = self.vw / self.lw, self.vh / self.lh
        values = [x * fx - 0.5, y * fy - 0.5, rx * fx / k, ry * fy / k, peak]
        return [round(float(v), 3) for v in values]


def logits_of(candidate):
    """256 x 256 float32: offset + sum of height * exp(-(((x - cx) / sx)^2 + ((y - cy) / sy)^2) / 2), x, y = 0 to 255."""
    ys, xs = np.mgrid[0:LOW, 0:LOW].astype(np.float64)
    out = np.full((LOW, LOW), float(candidate['offset']))
    for cx, cy, sx, sy, height in candidate['gaussians']:
        out = out + height * np.exp(-0.5 * (((xs - cx) / sx) ** 2 + ((ys - cy) / sy) ** 2))
    return out.astype(np.float32)


def axis_weights(source, target):
    at = np.clip((np.arange(target) + 0.5) * source / target - 0.5, 0.0, source - 1.0)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, source - 1)
    return low, high, at - low


def upsample(valid, lw, lh):
    """Bilinear, half-pixel centres, edges clamped, in float64."""
    v = valid.astype(np.float64)
    x0, x1, fx = axis_weights(v.shape[1], lw)
    y0, y1, fy = axis_weights(v.shape[0], lh)
    rows = v[:, x0] * (1 - fx) + v[:, x1] * fx
    return rows[y0] * (1 - fy)[:, None] + rows[y1] * fy[:, None]


def torch_upsample(valid, lw, lh):
    t = torch.from_numpy(np.ascontiguousarray(valid))[None, None]
    return torch.nn.functional.interpolate(t, size=(lh, lw), mode='bilinear', align_corners=False)[0, 0].numpy()


# --- the pipeline -----------------------------------------------------------------------------------------------------


def boxes_of(masks):
    return batched_mask_to_box(torch.from_numpy(np.stack(masks))).float()


def suppress(boxes, scores, exclusive=False):
    """Indices that stay, in the order of falling score, the first of equals first."""
    b = boxes.clone()
    if exclusive:
        b[:, 2:] += 1
    keep = batched_nms(b, torch.tensor(scores, dtype=torch.float32), torch.zeros(len(b)), iou_threshold=NMS_IOU)
    return keep.tolist()


def clean(mask, small):
    mask, holes = remove_small_regions(mask, small, mode='holes')
    mask, islands = remove_small_regions(mask, small, mode='islands')
    return mask, holes or islands


def near_borders(box, lw, lh, within=BORDER_PX):
    """How many of the image's borders a box (inclusive pixel indices) comes near."""
    x0, y0, x1, y1 = box
    return sum(gap <= within for gap in (x0, y0, lw - 1 - x1, lh - 1 - y1))


def paint(shape, order, masks):
    """For every pixel the index of the mask painted last, -1 where there is none."""
    out = np.full(shape, -1, dtype=np.int64)
    for i in order:
        out[masks[i]] = i
    return out


def areas_shown(painted, order):
    return {i: int((painted == i).sum()) for i in order}


def paint_classes(canvas, ranked, masks, options):
    """ranked: indices in the order of suppression; masks: index -> mask."""
    shape, small = (canvas.lh, canvas.lw), canvas.small()
    area = {i: int(masks[i].sum()) for i in ranked}
    place = {i: i if options.get('tieByCandidate') else n for n, i in enumerate(ranked)}
    tie = -1 if options.get('paintTieLaterFirst') else 1
    order = sorted(ranked, key=lambda i: (-area[i], tie * place[i]))
    painted = paint(shape, order, masks)
    first_shown = areas_shown(painted, order)

    dropped = [i for i in order if first_shown[i] < small]
    if options.get('dropOneByOne'):
        dropped, rest, shown = [], list(order), dict(first_shown)
        while any(shown[i] < small for i in rest):
            worst = min(rest, key=lambda i: (shown[i], place[i]))
            dropped.append(worst)
            rest.remove(worst)
            shown = areas_shown(paint(shape, rest, masks), rest)

    def without(gone):
        if options.get('dropToBackground'):
            return np.where(np.isin(painted, list(gone)), -1, painted)
        return paint(shape, [i for i in order if i not in gone], masks)

    rest = [i for i in order if i not in dropped]
    shown = areas_shown(without(dropped), rest)
    by_size = sorted(rest, key=lambda i: (-shown[i], place[i]))
    beyond = by_size[MAX_CLASSES:]
    final = without([*dropped, *beyond])
    shown = areas_shown(final, by_size[:MAX_CLASSES])
    if options.get('tieByPainting'):
        place = {i: n for n, i in enumerate(order)}
    classes = sorted(by_size[:MAX_CLASSES], key=lambda i: (-shown[i], place[i]))
    labels = np.zeros(shape, dtype=np.int64)
    for number, i in enumerate(classes, 1):
        labels[final == i] = number
    return {
        'order': order,
        'visible': [first_shown[i] for i in order],
        'dropped': dropped,
        'beyond': beyond,
        'classes': classes,
        'classAreas': [shown[i] for i in classes],
        'labels': labels,
    }


def stability_counts(valid):
    return [int((valid > LOGIT_OFFSET).sum()), int((valid > -LOGIT_OFFSET).sum())]


def segment(canvas, candidates, options=None):
    """All steps of section 6, `sam`. options: choices that the page leaves open, made otherwise (see SENSITIVE)."""
    options = options or {}
    small = canvas.small()
    valid = [logits_of(c)[: canvas.vh, : canvas.vw] for c in candidates]
    stability = calculate_stability_score(torch.from_numpy(np.stack(valid)), 0.0, LOGIT_OFFSET)
    kept = [
        i for i, c in enumerate(candidates) if c['iou'] >= MIN_IOU and bool(stability[i] >= MIN_STABILITY)
    ]  # 0 / 0 is NaN, which is not kept
    out = {
        'counts': [stability_counts(v) for v in valid],
        'stability': [None if torch.isnan(s) else float(np.round(s.item(), 7)) for s in stability],
        'kept': kept,
        'masks': {i: upsample(valid[i], canvas.lw, canvas.lh) > 0 for i in kept},
        'boxes': {},
        'first': [],
        'cleaned': {},
        'changed': {},
        'below': [],
        'second': [],
        'background': [],
    }
    if kept:
        boxes = boxes_of([out['masks'][i] for i in kept])
        out['boxes'] = {i: [int(v) for v in boxes[n]] for n, i in enumerate(kept)}
        exclusive = bool(options.get('exclusiveBoxes'))
        first = [kept[n] for n in suppress(boxes, [candidates[i]['iou'] for i in kept], exclusive)]
        out['first'] = first
        for i in first:
            out['cleaned'][i], out['changed'][i] = clean(out['masks'][i], small)
        below = [i for i in first if out['cleaned'][i].sum() < small]
        stay = first if options.get('belowGoesLast') else [i for i in first if i not in below]
        out['below'] = below
        if stay:
            boxes = boxes_of([out['cleaned'][i] for i in stay])
            ranks = [0.0 if out['changed'][i] else 1.0 for i in stay]
            second = [stay[n] for n in suppress(boxes, ranks, exclusive)]
            second = [i for i in second if i not in below]
            out['second'] = second
            within = options.get('within', BORDER_PX)
            for i in second:
                box = boxes[stay.index(i)].tolist()
                if near_borders(box, canvas.lw, canvas.lh, within) >= 2:
                    out['background'].append(i)
    ranked = [i for i in out['second'] if i not in out['background']]
    out['paint'] = paint_classes(canvas, ranked, out['cleaned'], options)
    return out


SENSITIVE = {
    'paintTieLaterFirst': {'paintTieLaterFirst': True},
    'tieByCandidate': {'tieByCandidate': True},
    'tieByPainting': {'tieByPainting': True},
    'dropToBackground': {'dropToBackground': True},
    'dropOneByOne': {'dropOneByOne': True},
    'exclusiveBoxes': {'exclusiveBoxes': True},
    'belowGoesLast': {'belowGoesLast': True},
    'borderWithin1': {'within': 1},
    'borderWithin3': {'within': 3},
}


# --- checks of the inputs ---------------------------------------------------------------------------------------------


def steepest(valid):
    return max(float(np.abs(np.diff(valid, axis=a)).max()) for a in (0, 1))


def is_safe(canvas, candidate):
    """No comparison may hang on rounding: neither a threshold on the logits nor the sign of an upsampled one."""
    valid = logits_of(candidate)[: canvas.vh, : canvas.vw]
    for threshold in (-LOGIT_OFFSET, LOGIT_OFFSET):
        if np.abs(valid - threshold).min() < 1e-4:
            return False
    inner, outer = stability_counts(valid)
    if outer and abs(inner / outer - MIN_STABILITY) < 1e-4:
        return False
    if outer == 0 or inner / outer < MIN_STABILITY or candidate['iou'] < MIN_IOU:
        return True
    big = upsample(valid, canvas.lw, canvas.lh)
    same = np.array_equal(big > 0, torch_upsample(valid, canvas.lw, canvas.lh) > 0)
    # 4e-5: twice the rounding of a float32 coordinate near 256, along both axes
    return same and bool(np.abs(big).min() > 4e-5 * steepest(valid))


def made_safe(canvas, candidate):
    """The same candidate with its offset nudged until nothing hangs on rounding."""
    base = candidate['offset']
    for step in range(200):
        candidate = {**candidate, 'offset': round(base + 0.013 * step, 3)}
        if is_safe(canvas, candidate):
            return candidate
    raise AssertionError('no safe offset')


def check_with_segment_anything(canvas, candidates, result):
    """Its own postprocessing of the masks that the first suppression left must agree, but for masks wholly below."""
    first = [i for i in result['first'] if i not in result['below']]
    if not first:
        return
    masks = torch.from_numpy(np.stack([result['masks'][i] for i in first]))
    data = MaskData(rles=mask_to_rle_pytorch(masks), boxes=batched_mask_to_box(masks), index=np.array(first))
    data = SamAutomaticMaskGenerator.postprocess_small_regions(data, canvas.small(), NMS_IOU)
    assert [int(i) for i in data['index']] == result['second']
    for i, rle in zip(result['second'], data['rles'], strict=True):
        assert np.array_equal(rle_to_mask(rle), result['cleaned'][i])


# --- cases ------------------------------------------------------------------------------------------------------------


def candidate(iou, offset, *gaussians):
    return {'iou': iou, 'offset': offset, 'gaussians': list(gaussians)}


def toy_figure():
    k = Canvas(150, 200)
    b = k.blob
    return k, [
        candidate(0.97, 60.0, b(75, 100, 50, 75, peak=-400, level=60)),  # 0 everything around the figure
        candidate(0.95, -40.0, b(75, 100, 44, 70)),  # 1 figure
        candidate(0.93, -40.0, b(75, 55, 22, 20)),  # 2 head inside it
        candidate(0.91, -40.0, b(68, 50, 4.5)),  # 3 eye inside the head
        candidate(0.92, -40.0, b(84, 50, 2.6)),  # 4 wholly below 0.1 %
        candidate(0.96, -40.0, b(75.8, 100.5, 44.5, 70)),  # 5 the figure again, higher
        candidate(0.96, -40.0, b(75.2, 99.7, 44.2, 70.4)),  # 6 and again, equal to 5
        candidate(0.99, -6.0, b(75, 110, 30, 50, peak=30, level=6)),  # 7 unstable
        candidate(0.87, -40.0, b(75, 140, 20, 20)),  # 8 predicted IoU too low
        candidate(0.94, -40.0, b(75, 215, 140, 40)),  # 9 floor: left, right and bottom
        candidate(0.89, -40.0, b(6, 140, 14, 25)),  # 10 touches the left border only
        candidate(0.885, -40.0, b(4, 5, 16, 18)),  # 11 touches left and top
        candidate(0.95, -5.0),  # 12 empty
        candidate(  # 13 a leg with a small and a large hole, a small and a large island
            0.94,
            -40.0,
            b(60, 140, 16, 24),
            b(60, 128, 2.6, peak=-700, level=160),
            b(60, 148, 4.6, peak=-900, level=200),
            b(90, 134, 2.4),
            b(92, 152, 5.5),
        ),
        candidate(  # 14 a ring, below 0.1 % until it is filled
            0.93,
            -40.0,
            b(118, 60, 3.4),
            b(118, 60, 1.7, peak=-700, level=120),
        ),
        candidate(0.98, -40.0, b(100, 160, 30, 25), b(75, 110, 500, 500, peak=-30, level=3)),  # 15
        candidate(0.92, -40.0, b(40, 60, 2.4), b(46, 60, 2.3), b(52, 60, 2.2)),  # 16 islands, each below 0.1 %
        candidate(0.90, -40.0, b(143, 100, 12, 12)),  # 17 touches the right border only
    ]


def second_suppression():
    k = Canvas(128, 128)
    b = k.blob
    return k, [
        candidate(0.97, -40.0, b(30, 30, 12), b(62, 30, 1.8)),  # 0 an island makes its box wide
        candidate(0.92, -40.0, b(30.3, 30.2, 12.2)),  # 1 unchanged: stays, though predicted lower
        candidate(0.95, -40.0, b(30, 90, 10, 14), b(30, 120, 1.7)),  # 2 changed
        candidate(0.94, -40.0, b(30.2, 90.1, 10.2, 14), b(56, 90, 1.7)),  # 3 changed too: 2 is before it
        candidate(0.90, -40.0, b(86, 80, 7)),  # 4 and 5: equal areas, equal predictions
        candidate(0.90, -40.0, b(110, 80, 7)),
        candidate(0.91, -40.0, b(90, 30, 16, 10), b(90, 30, 1.6, peak=-700, level=300)),  # 6 a filled hole
        candidate(0.89, -40.0, b(90.2, 30.1, 16.3, 10.2)),  # 7 suppressed by 6 at once
        candidate(0.96, -40.0, b(64, 108, 5.4)),  # 8
        candidate(0.93, -40.0, b(64, 110, 3.0)),  # 9 inside 8
    ]


def dropped(bare):
    """A mask that shows, but less than 0.1 %, between the three painted over it."""
    k = Canvas(96, 64)
    b = k.blob
    over = ((0.93, -12, 10.7), (0.94, 0, 11.1), (0.95, 12, 10.9))
    covers = [candidate(iou, -40.0, b(48 + dx, 32, r)) for iou, dx, r in over]
    hidden = candidate(0.91, -40.0, b(48, 32, 21.5, 10.7))
    large = candidate(0.90, -40.0, b(48, 32, 42, 27))
    return k, [hidden, *covers] if bare else [large, hidden, *covers]


def forty():
    k = Canvas(128, 128)
    rng = np.random.Generator(np.random.PCG64(40))
    radii = np.linspace(2.6, 5.6, 49)
    rng.shuffle(radii)
    found = []
    for n in range(49):
        x, y = 10 + 18 * (n % 7), 10 + 18 * (n // 7)
        found.append(candidate(round(0.99 - 0.002 * n, 4), -40.0, k.blob(x, y, radii[n], radii[n] * 1.04)))
    return k, found


def random_blobs(k, seed, count):
    """Sums of one to four Gaussians, some of them too flat to be stable, some of them copies, a little moved."""
    rng = np.random.Generator(np.random.PCG64(seed))
    found = []
    while len(found) < count:
        iou = round(0.85 + 0.149 * float(rng.random()), 4)
        if found and rng.random() < 0.3:
            base = found[int(rng.integers(len(found)))]
            moved = [
                [round(g[0] + float(rng.normal()), 3), round(g[1] + float(rng.normal()), 3), *g[2:]]
                for g in base['gaussians']
            ]
            found.append(candidate(iou, base['offset'], *moved))
            continue
        level = float(rng.choice([8.0, 40.0, 60.0], p=[0.2, 0.4, 0.4]))
        reach = min(k.lw, k.lh)
        x, y = k.lw * rng.random(), k.lh * rng.random()
        radius = reach * (0.03 + 0.25 * rng.random() ** 2)
        gaussians = [k.blob(x, y, radius, radius * (0.6 + 0.8 * rng.random()), peak=6 * level, level=level)]
        for _ in range(int(rng.integers(0, 4))):
            dx, dy = radius * rng.normal(), radius * rng.normal()
            r = radius * (0.1 + 0.6 * rng.random())
            sign = -1 if rng.random() < 0.4 else 1
            gaussians.append(k.blob(x + dx, y + dy, r, peak=sign * 8 * level, level=level))
        found.append(candidate(iou, -level, *gaussians))
    return k, found


def nothing():
    return Canvas(64, 96), [candidate(0.5, -40.0, [60.0, 60.0, 9.0, 9.0, 400.0])]


CASES = [
    ('toyFigure', 'nested parts, duplicates, ties, holes, islands, borders', toy_figure),
    ('secondSuppression', 'duplicates that only cleaning makes, equal areas', second_suppression),
    ('dropped', 'a mask that others cover all but a little, on a larger one', lambda: dropped(False)),
    ('droppedBare', 'the same on the background', lambda: dropped(True)),
    ('forty', 'more masks than classes', forty),
    ('random', 'random blobs', lambda: random_blobs(Canvas(200, 120), 10, 40)),
    ('randomDropped', 'random blobs, two of them dropped', lambda: random_blobs(Canvas(200, 120), 13, 40)),
    ('randomTall', 'random blobs, most of the logits padding', lambda: random_blobs(Canvas(70, 210), 8, 30)),
    ('large', 'long side above 1024', lambda: random_blobs(Canvas(1300, 700), 11, 24)),
    ('nothing', 'no candidate passes', nothing),
]


def probes(c):
    logits = logits_of(c)
    spots = [(0, 0), (128, 100), (255, 255)]
    if c['gaussians']:
        cx, cy = c['gaussians'][0][:2]
        spots.append((int(np.clip(round(cx), 0, 255)), int(np.clip(round(cy), 0, 255))))
    return [[x, y, float(np.round(float(logits[y, x]), 4))] for x, y in spots]


def golden_case(name, note, build):
    canvas, candidates = build()
    candidates = [made_safe(canvas, c) for c in candidates]
    result = segment(canvas, candidates)
    check_with_segment_anything(canvas, candidates, result)
    painted = result['paint']
    sensitive = []
    for key, options in SENSITIVE.items():
        other = segment(canvas, candidates, options)
        if not np.array_equal(other['paint']['labels'], painted['labels']):
            sensitive.append(key)
    return {
        'name': name,
        'note': note,
        'width': canvas.width,
        'height': canvas.height,
        'validWidth': canvas.vw,
        'validHeight': canvas.vh,
        'labelWidth': canvas.lw,
        'labelHeight': canvas.lh,
        'sensitiveTo': sensitive,
        'candidates': [{**c, 'probes': probes(c)} for c in candidates],
        'expected': {
            'counts': result['counts'],
            'stability': result['stability'],
            'kept': result['kept'],
            'masks': [runs_of_mask(result['masks'][i]) for i in result['kept']],
            'boxes': [result['boxes'][i] for i in result['kept']],
            'first': result['first'],
            'changed': [bool(result['changed'][i]) for i in result['first']],
            'cleaned': [
                runs_of_mask(result['cleaned'][i]) if result['changed'][i] else None for i in result['first']
            ],
            'below': result['below'],
            'second': result['second'],
            'background': result['background'],
            'order': painted['order'],
            'visible': painted['visible'],
            'dropped': painted['dropped'],
            'beyond': painted['beyond'],
            'classes': painted['classes'],
            'classAreas': painted['classAreas'],
            'labelMap': runs_of_labels(painted['labels']),
        },
    }


# --- the steps alone --------------------------------------------------------------------------------------------------


def suppression_tables():
    rng = np.random.Generator(np.random.PCG64(3))
    tables = [
        {
            'note': 'IoU exactly 0.7 stays; a box without width or height (one row or column of pixels) never overlaps',
            'boxes': [[0, 0, 10, 10], [0, 0, 10, 7], [0, 0, 10, 8], [40, 5, 40, 30], [40, 5, 40, 30], [50, 50, 50, 50]],
            'scores': [0.9, 0.89, 0.88, 0.95, 0.94, 0.93],
        },
        {
            'note': 'equal scores: the first wins; a suppressed box suppresses nothing',
            'boxes': [[0, 0, 20, 20], [2, 0, 22, 20], [4, 0, 24, 20], [6, 0, 26, 20], [100, 0, 120, 20]],
            'scores': [0.9, 0.9, 0.9, 0.9, 0.9],
        },
    ]
    for n in (30, 80):
        corner = rng.integers(0, 40, (n, 2))
        size = rng.integers(1, 40, (n, 2))
        tables.append(
            {
                'note': 'random, scores with ties',
                'boxes': np.concatenate([corner, corner + size], axis=1).tolist(),
                'scores': (0.88 + rng.integers(0, 12, n) / 128).tolist(),
            }
        )
    for t in tables:
        t['keep'] = suppress(torch.tensor(t['boxes'], dtype=torch.float32), t['scores'])
    return tables


def region_tables():
    rng = np.random.Generator(np.random.PCG64(5))
    tables = []
    drawn = [
        ['######', '#.####', '##.###', '####.#', '####.#', '######', '......', '#.....', '.#..##'],
        ['..........', '.##.......', '...#......', '..........', '.......#..'],
        ['####', '#..#', '#..#', '####'],
        ['....', '....'],
        ['####', '####'],
    ]
    for rows, small in zip(drawn, (4, 5, 5, 3, 3), strict=True):
        tables.append((np.array([[c == '#' for c in row] for row in rows]), float(small)))
    for density, small in ((0.35, 6.0), (0.5, 9.0), (0.62, 6.144), (0.2, 30.0)):
        tables.append((rng.random((30, 40)) < density, small))
    out = []
    for mask, small in tables:
        cleaned, changed = clean(mask, small)
        gone = bool(cleaned.sum() < small)
        out.append(
            {
                'width': mask.shape[1],
                'height': mask.shape[0],
                'minArea': small,
                'mask': runs_of_mask(mask),
                'cleaned': runs_of_mask(np.zeros_like(mask) if gone else cleaned),
                'changed': bool(changed),
                'gone': gone,
            }
        )
    return out


def border_table():
    w, h = 120, 80
    boxes = [
        [0, 0, 50, 50],
        [2, 2, 50, 50],
        [3, 2, 50, 50],
        [3, 3, 50, 50],
        [0, 30, 119, 50],
        [2, 30, 117, 50],
        [2, 30, 116, 50],
        [40, 30, 117, 77],
        [40, 30, 117, 76],
        [40, 0, 60, 79],
        [0, 20, 60, 60],
        [0, 0, 119, 79],
        [40, 30, 60, 50],
    ]
    counts = [near_borders(b, w, h) for b in boxes]
    return {'width': w, 'height': h, 'boxes': boxes, 'borders': counts, 'background': [c >= 2 for c in counts]}


def grid_point(i, n, size):
    """The pixel that holds (i + 0.5) / n of the size."""
    return (2 * i + 1) * size // (2 * n)


def skipped_points(masks, n):
    h, w = masks[0].shape
    small = [m for m in masks if m.sum() < GRID_SMALL * w * h]
    return [
        row * n + column
        for row in range(n)
        for column in range(n)
        if any(m[grid_point(row, n, h), grid_point(column, n, w)] for m in small)
    ]


def rectangle(w, h, x, y, rw, rh):
    mask = np.zeros((h, w), dtype=bool)
    mask[y : y + rh, x : x + rw] = True
    return mask


def grid_tables():
    n = 32
    plain = [
        (200, 150, [(20, 20, 15, 10), (60, 20, 15, 9), (100, 20, 149, 1), (50, 60, 100, 80), (90, 90, 12, 12)]),
        (128, 128, [(62, 30, 8, 8), (10, 10, 9, 9), (2, 100, 81, 1), (100, 102, 1, 20), (60, 60, 9, 10)]),
    ]
    tables = [[rectangle(w, h, *r) for r in rects] for w, h, rects in plain]
    for build in (toy_figure, forty, CASES[8][2]):
        canvas, candidates = build()
        result = segment(canvas, [made_safe(canvas, c) for c in candidates])
        tables.append([result['cleaned'][i] for i in result['second']])
    return [
        {
            'width': masks[0].shape[1],
            'height': masks[0].shape[0],
            'n': n,
            'masks': [runs_of_mask(m) for m in masks],
            'areas': [int(m.sum()) for m in masks],
            'skipped': skipped_points(masks, n),
        }
        for masks in tables
    ]


def golden():
    return {
        'constants': {
            'minIou': MIN_IOU,
            'minStability': MIN_STABILITY,
            'logitOffset': LOGIT_OFFSET,
            'nmsIou': NMS_IOU,
            'smallShare': SMALL,
            'borderPx': BORDER_PX,
            'maxClasses': MAX_CLASSES,
            'maxSide': MAX_SIDE,
            'gridSmallShare': GRID_SMALL,
        },
        'cases': [golden_case(*c) for c in CASES],
        'suppression': suppression_tables(),
        'regions': region_tables(),
        'borders': border_table(),
        'grids': grid_tables(),
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
