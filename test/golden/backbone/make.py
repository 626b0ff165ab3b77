"""Golden values of the default backbone: the network and its patch tokens in plain numpy, from the TFLite file itself.

Written apart from the engine and from the script that builds the ONNX graph: own flatbuffer reader, own convolutions.
Usage: python test/golden/backbone/make.py   (numpy; writes golden.bin and golden.json beside itself)
"""

import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent
ASSET = HERE.parents[2] / "node_modules/@mediapipe/objectron/objectron_solution_packed_assets.data"
OFFSET, LENGTH = 184, 9_987_728
HEIGHT, WIDTH, SEED = 48, 80, 20
BLOCK = "FeatureExtractor/MobilenetV2/expanded_conv_%d/add"


# --- flatbuffer: a table is a place in the file; fields are found through its vtable ---------------------------------


def unpack(data, kind, at):
    return struct.unpack_from("<" + kind, data, at)[0]


def field(data, table, number):
    """Where a field's value lies, or 0 when the table leaves it out."""
    vtable = table - unpack(data, "i", table)
    if 4 + 2 * number >= unpack(data, "H", vtable):
        return 0
    relative = unpack(data, "H", vtable + 4 + 2 * number)
    return table + relative if relative else 0


def value(data, table, number, kind, absent=0):
    at = field(data, table, number)
    return unpack(data, kind, at) if at else absent


def follow(data, at):
    return at + unpack(data, "I", at)


def vector(data, table, number):
    """(position of the first element, number of elements)"""
    at = field(data, table, number)
    if not at:
        return 0, 0
    start = follow(data, at)
    return start + 4, unpack(data, "I", start)


def subtables(data, table, number):
    start, count = vector(data, table, number)
    return [follow(data, start + 4 * i) for i in range(count)]


def integers(data, table, number):
    start, count = vector(data, table, number)
    return list(struct.unpack_from("<%di" % count, data, start))


# --- the network, height × width × channels, float64 throughout ------------------------------------------------------


def same_padding(size, kernel, stride):
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def convolve(x, weights, bias, stride, depthwise):
    """weights: (out, kh, kw, in), depthwise (1, kh, kw, channels)."""
    kh, kw = weights.shape[1:3]
    top, bottom = same_padding(x.shape[0], kh, stride)
    left, right = same_padding(x.shape[1], kw, stride)
    padded = np.pad(x, ((top, bottom), (left, right), (0, 0)))
    rows, columns = -(-x.shape[0] // stride), -(-x.shape[1] // stride)
    out = np.zeros((rows, columns, bias.size)) + bias
    for i in range(kh):
        for j in range(kw):
            seen = padded[i : i + rows * stride : stride, j : j + columns * stride : stride][:rows, :columns]
            out += seen * weights[0, i, j] if depthwise else seen @ weights[:, i, j].T
    return out


def run_network(data, x):
    """The values of the blocks' sums by name."""
    root = follow(data, 0)
    codes = [max(value(data, t, 0, "b"), value(data, t, 3, "i")) for t in subtables(data, root, 1)]
    graph = subtables(data, root, 2)[0]
    buffers = subtables(data, root, 4)
    tensors = subtables(data, graph, 0)

    def name(index):
        start, count = vector(data, tensors[index], 3)
        return data[start : start + count].decode()

    def constant(index):
        start, count = vector(data, buffers[value(data, tensors[index], 2, "I")], 0)
        return np.frombuffer(data, "<f2", count // 2, start).astype(np.float64).reshape(integers(data, tensors[index], 0))

    values = {integers(data, graph, 1)[0]: x}
    sums = {}
    for operator in subtables(data, graph, 3):
        code = codes[value(data, operator, 0, "I")]
        inputs, (output,) = integers(data, operator, 1), integers(data, operator, 2)[:1]
        at = field(data, operator, 4)
        options = follow(data, at) if at else None
        if code == 6:  # DEQUANTIZE
            values[output] = constant(inputs[0])
        elif code == 0:  # ADD
            values[output] = values[inputs[0]] + values[inputs[1]]
            sums[name(output)] = values[output]
        elif code in (3, 4):  # CONV_2D, DEPTHWISE_CONV_2D
            depthwise = code == 4
            stride = value(data, options, 1, "i")
            y = convolve(values[inputs[0]], values[inputs[1]], values[inputs[2]], stride, depthwise)
            relu6 = value(data, options, 4 if depthwise else 3, "b") == 3
            values[output] = np.clip(y, 0, 6) if relu6 else y
        if name(output) == BLOCK % 12:
            return sums
    raise SystemExit("block 12 is not in the file")


# --- patch tokens ----------------------------------------------------------------------------------------------------


def upsample(x, height, width):
    """Bilinear, half-pixel centres, edges clamped."""

    def weights(size, wanted):
        at = np.clip((np.arange(wanted) + 0.5) * size / wanted - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        matrix = np.zeros((wanted, size))
        for i, (l, part) in enumerate(zip(low, at - low)):
            matrix[i, l] += 1 - part
            matrix[i, min(l + 1, size - 1)] += part
        return matrix

    return np.einsum("ih,jw,hwc->ijc", weights(x.shape[0], height), weights(x.shape[1], width), x)


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


def patch_tokens(sums):
    height, width = sums[BLOCK % 5].shape[:2]
    parts = []
    for block in (5, 9, 12):
        x = upsample(sums[BLOCK % block], height, width)
        x = x - x.mean(axis=-1, keepdims=True)
        around = np.pad(x, ((1, 1), (1, 1), (0, 0)), mode="edge")
        x = sum(around[i : i + height, j : j + width] for i in range(3) for j in range(3)) / 9
        parts.append(unit(x))
    return unit(np.concatenate(parts, axis=-1)).reshape(height * width, -1)


def main():
    data = ASSET.read_bytes()[OFFSET : OFFSET + LENGTH]
    # Smooth gradients with noise: pure noise leaves most of the network's channels alike.
    random = np.random.default_rng(SEED)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = np.stack([np.sin(rows / (5 + c) + c) + np.cos(columns / (7 + c)) for c in range(3)], axis=-1)
    pixels = np.clip(128 + 50 * waves + random.normal(0, 12, waves.shape), 0, 255).round().astype(np.uint8)
    sums = run_network(data, pixels / 127.5 - 1)
    parts = {"pixels": pixels, "patch_tokens": patch_tokens(sums)}
    parts.update({"tap%d" % block: sums[BLOCK % block] for block in (2, 9, 12)})
    with open(HERE / "golden.bin", "wb") as file:
        layout = {}
        for key, part in parts.items():
            kept = part if key == "pixels" else part.astype("<f4")
            layout[key] = {"offset": file.tell(), "shape": list(part.shape)}
            file.write(kept.tobytes())
    (HERE / "golden.json").write_text(json.dumps(layout, indent=2) + "\n")
    print({key: (part.shape, float(np.abs(part).max())) for key, part in parts.items()})


main()
