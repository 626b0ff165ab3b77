"""The models by their catalog's ids. Importing it is quick: PyTorch is loaded when a model is written."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from deaot_model.variants import VARIANTS

from .folder import fresh_folder, is_written

# Width, layers, heads, SwiGLU.
DINOV2 = {
    'small': (384, 12, 6, False),
    'base': (768, 12, 12, False),
    'large': (1024, 24, 16, False),
    'giant': (1536, 40, 24, True),
}
REGISTERS = 4
# Width and the perceptron's; twelve layers and heads. 168 and 696 are SlimSAM's published configuration.
VITS = {'sam-vit-base': (768, 3072), 'slimsam-77-uniform': (168, 696)}

Writer = Callable[[Path, str, int], None]


def dinov2(folder: Path, model_id: str, seed: int, *, shape: tuple[int, int, int, bool], registers: int) -> None:
    from .backbone import write_backbone
    from .dinov2 import Dinov2Layout

    write_backbone(folder, model_id, Dinov2Layout(*shape, registers), seed)


def vit_sam(folder: Path, model_id: str, seed: int, *, dim: int, mlp: int) -> None:
    from .segmenter import write_segmenter
    from .segmenter_network import SamLayout
    from .vit import VitLayout

    write_segmenter(folder, model_id, SamLayout(VitLayout(dim, mlp)), seed)


def mobile_sam(folder: Path, model_id: str, seed: int) -> None:
    from .segmenter import write_segmenter
    from .segmenter_network import SamLayout
    from .tiny_vit import TinyVitLayout

    write_segmenter(folder, model_id, SamLayout(TinyVitLayout()), seed)


def deaot(folder: Path, model_id: str, seed: int, *, variant: str) -> None:
    from .aligner import write_aligner

    write_aligner(folder, model_id, variant, seed)


WRITERS: dict[str, Writer] = {
    **{f'dinov2-{size}': partial(dinov2, shape=shape, registers=0) for size, shape in DINOV2.items()},
    **{f'dinov2-{size}-registers': partial(dinov2, shape=shape, registers=REGISTERS) for size, shape in DINOV2.items()},
    'mobilesam': mobile_sam,
    **{name: partial(vit_sam, dim=dim, mlp=mlp) for name, (dim, mlp) in VITS.items()},
    **{variant.model_id: partial(deaot, variant=name) for name, variant in VARIANTS.items()},
}


def write_model(model_id: str, out: Path, seed: int) -> bool:
    """Writes a key of WRITERS to its folder in `out`; False where it is there already. Raises ExportError."""
    target = (out / model_id).resolve()
    if is_written(target, seed):
        return False
    with fresh_folder(target) as folder:
        WRITERS[model_id](folder, model_id, seed)
    return True
