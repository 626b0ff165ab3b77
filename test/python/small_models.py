"""
Models of small layouts with random weights, by the same code as the true sizes. As a program, in tools/export, it writes one:
python small_models.py NAME FOLDER
"""

import sys
from pathlib import Path

if __name__ == '__main__':
    sys.path.append(str(Path.cwd()))

from random_weights.backbone import write_backbone
from random_weights.dinov2 import Dinov2Layout
from random_weights.segmenter import write_segmenter
from random_weights.segmenter_network import SamLayout
from random_weights.tiny_vit import TinyVitLayout
from random_weights.vit import VitLayout

SEED = 5
SIDE = 16
PIXELS = 16 * SIDE
CHANNELS = 64
# Neither window divides the side, as in the true sizes.
SAM_TRUNKS = {
    'vit': VitLayout(24, 48, heads=3, layers=2, global_layers=(1,), window=6, side=SIDE),
    'tiny_vit': TinyVitLayout(
        dims=(8, 16, 24, 32), depths=(1, 1, 1, 1), heads=(1, 2, 3, 4), windows=(7, 7, 7, 5), side=SIDE
    ),
}
# One layer is traced in half the time of two, and the tracer knows nothing of layers.
DINOV2_LAYOUTS = {
    'plain': Dinov2Layout(24, 1, 3),
    'gated': Dinov2Layout(24, 1, 3, gated=True),
    'registers': Dinov2Layout(24, 1, 3, registers=4),
}


def write(name: str, folder: Path) -> None:
    if name in SAM_TRUNKS:
        write_segmenter(folder, f'small-{name}', SamLayout(SAM_TRUNKS[name], CHANNELS, 128), SEED)
    else:
        write_backbone(folder, name, DINOV2_LAYOUTS[name], SEED)


if __name__ == '__main__':
    write(sys.argv[1], Path(sys.argv[2]))
