"""Golden masks of clicks and boxes, by the arithmetic of test/fixtures/tinyPromptSam.ts and segment-anything's SamPredictor, without the engine.

python make.py          writes golden.json beside this file
python make.py --check  writes nothing; exits 1 if the file differs from what it would write

Needs nothing but Python. The tiny network and what is asked of it are described in README.md.
"""

import json
import sys
from pathlib import Path

WIDTH, HEIGHT, INPUT, CELL = 64, 48, 64, 4
SIDE = INPUT // CELL
GREY, RED, GREEN, BLUE = (128, 128, 128), (250, 10, 10), (10, 250, 10), (10, 10, 250)
# Red with green inside, blue beside it: boxes x0, y0, x1, y1 in pixels.
PARTS = [((8, 8, 32, 24), RED), ((16, 12, 24, 20), GREEN), ((40, 20, 56, 36), BLUE)]

# Of the four masks of the original export: how different colours may be, and the predicted IoU. The first is for several points.
LIMITS, IOUS = (1.5, 0.8, 2.6, 4.5), (0.99, 0.6, 0.95, 0.7)
GAIN, NEGATIVE, FEEDBACK, INSIDE_BOX, OUTSIDE_BOX, FAR = 10.0, 2.0, 0.5, 3.0, 40.0, 100.0


def colour_at(x, y):
    colour = GREY
    for (x0, y0, x1, y1), part in PARTS:
        if x0 <= x < x1 and y0 <= y < y1:
            colour = part
    return colour


def embedding():
    """Mean of (value / 255 - 0.5) / 0.5 over each cell; 0 where the image does not reach."""
    cells = []
    for row in range(SIDE):
        for column in range(SIDE):
            sums = [0.0, 0.0, 0.0]
            for y in range(row * CELL, (row + 1) * CELL):
                for x in range(column * CELL, (column + 1) * CELL):
                    if y < HEIGHT:
                        for channel, value in enumerate(colour_at(x, y)):
                            sums[channel] += (value / 255 - 0.5) / 0.5
            cells.append([value / CELL**2 for value in sums])
    return cells


CELLS = embedding()


def distances(x, y):
    wanted = CELLS[int(y // CELL) * SIDE + int(x // CELL)]
    return [sum(abs(a - b) for a, b in zip(cell, wanted)) for cell in CELLS]


def logits(prompt, limit, former):
    inside = [distances(x, y) for x, y, positive in prompt['points'] if positive]
    outside = [distances(x, y) for x, y, positive in prompt['points'] if not positive]
    box = prompt['box']
    values = []
    for at in range(SIDE * SIDE):
        value = 0.0
        if inside:
            value += GAIN * (limit - min([FAR, *(d[at] for d in inside)]))
        for d in outside:
            value -= NEGATIVE * GAIN * max(0.0, limit - d[at])
        if box:
            x, y = (at % SIDE + 0.5) * CELL, (at // SIDE + 0.5) * CELL
            out = max(0.0, box[0] - x, x - box[2], box[1] - y, y - box[3]) > 0
            value += INSIDE_BOX - (OUTSIDE_BOX if out else 0.0)
        if former is not None:
            value += FEEDBACK * former[at]
        values.append(value)
    return values


def single(prompt, former=None):
    """One click: the surest of masks 1 to 3; anything else: mask 0."""
    click = len(prompt['points']) == 1 and not prompt['box']
    index = max((1, 2, 3), key=lambda i: IOUS[i]) if click else 0
    return logits(prompt, LIMITS[index], former)


def sequence(prompt):
    """The logits after each click on its own turn; a box comes before all clicks, and outside clicks alone mean nothing."""
    former = None
    for count in range(0 if prompt['box'] else 1, len(prompt['points']) + 1):
        part = {'points': prompt['points'][:count], 'box': prompt['box']}
        if not prompt['box'] and not any(positive for _, _, positive in part['points']):
            continue
        former = single(part, former)
    return former


def batched(prompt):
    """Three masks, of which several clicks take the one with most of them on their side, then the surest."""
    found = [(logits(prompt, LIMITS[i], None), IOUS[i]) for i in (1, 2, 3)]

    def right(values):
        cells = [(int(y // CELL) * SIDE + int(x // CELL), positive) for x, y, positive in prompt['points']]
        return sum((values[cell] > 0) == positive for cell, positive in cells)

    return max(found, key=lambda entry: (right(entry[0]), entry[1]))[0]


def upsample(values):
    """Bilinear, pixel centres at half integers, edges clamped to the cells that the image fills."""
    rows = HEIGHT // CELL

    def axis(i, cells):
        source = min(max((i + 0.5) / CELL - 0.5, 0.0), cells - 1)
        low = int(source)
        return low, min(low + 1, cells - 1), source - low

    mask = []
    for y in range(HEIGHT):
        top, bottom, v = axis(y, rows)
        row = []
        for x in range(WIDTH):
            left, right, u = axis(x, SIDE)
            upper = values[top * SIDE + left] * (1 - u) + values[top * SIDE + right] * u
            lower = values[bottom * SIDE + left] * (1 - u) + values[bottom * SIDE + right] * u
            value = upper * (1 - v) + lower * v
            if abs(value) < 1e-3:
                raise SystemExit(f'rounding decides at {x}, {y}: choose other numbers')
            row.append(value > 0)
        mask.append(row)
    return mask


def runs(mask):
    """The smallest box around the mask, and lengths in it by turns outside and inside, outside first."""
    ys = [y for y, row in enumerate(mask) if any(row)]
    if not ys:
        return None
    xs = [x for row in mask for x, value in enumerate(row) if value]
    x0, x1, y0, y1 = min(xs), max(xs) + 1, ys[0], ys[-1] + 1
    lengths, inside, length = [], False, 0
    for row in mask[y0:y1]:
        for value in row[x0:x1]:
            if value != inside:
                lengths.append(length)
                inside, length = value, 0
            length += 1
    return {'x': x0, 'y': y0, 'width': x1 - x0, 'height': y1 - y0, 'runs': [*lengths, length]}


PROMPTS = [
    ('a click', {'points': [(12, 20, True)], 'box': None}),
    ('a click on what lies inside', {'points': [(20, 16, True)], 'box': None}),
    ('two clicks', {'points': [(12, 20, True), (48, 30, True)], 'box': None}),
    ('a click and one outside', {'points': [(12, 20, True), (20, 16, False)], 'box': None}),
    ('three clicks', {'points': [(12, 20, True), (20, 16, True), (2, 2, False)], 'box': None}),
    ('a click outside first', {'points': [(20, 16, False), (12, 20, True)], 'box': None}),
    ('a box', {'points': [], 'box': [36, 16, 60, 40]}),
    ('a box and a click', {'points': [(12, 20, True)], 'box': [4, 4, 36, 28]}),
    ('a box and a click outside', {'points': [(20, 16, False)], 'box': [4, 4, 36, 28]}),
]


def golden():
    cases = []
    for name, prompt in PROMPTS:
        points = [{'x': x, 'y': y, 'positive': positive} for x, y, positive in prompt['points']]
        box = prompt['box'] and dict(zip(('x0', 'y0', 'x1', 'y1'), prompt['box']))
        case = {'name': name, 'prompt': {'points': points, 'box': box}}
        case['single'] = runs(upsample(sequence(prompt)))
        case['withoutFeedback'] = runs(upsample(single(prompt)))
        case['batched'] = None if box else runs(upsample(batched(prompt)))
        cases.append(case)
    return {
        'image': {'width': WIDTH, 'height': HEIGHT, 'ground': GREY, 'parts': [[*box, *colour] for box, colour in PARTS]},
        'network': {'limits': LIMITS, 'ious': IOUS},
        'cases': cases,
    }


def main():
    path = Path(__file__).with_name('golden.json')
    value = golden()
    cases = ',\n'.join(json.dumps(case, separators=(',', ':')) for case in value['cases'])
    head = ',\n'.join(f'{json.dumps(key)}:{json.dumps(value[key], separators=(",", ":"))}' for key in ('image', 'network'))
    text = '{\n' + head + ',\n"cases":[\n' + cases + '\n]\n}\n'
    if '--check' in sys.argv[1:]:
        same = path.exists() and path.read_text() == text
        print('same' if same else 'differs')
        sys.exit(0 if same else 1)
    path.write_text(text)


if __name__ == '__main__':
    main()
