"""The released variants and what tells them apart."""

from dataclasses import dataclass

ID_CHANNELS = 11
"""Background and ten objects."""
MEMORY_WIDTH = 1152
"""Columns of memory a layer: key 128, value 512, id value 512."""


@dataclass(frozen=True)
class Variant:
    """`name` is the command line's word, `model_id` the manifest's; `encoder` is `mobilenet` or `resnet`."""

    name: str
    model_id: str
    title: str
    encoder: str
    layers: int


VARIANTS = {
    variant.name: variant
    for variant in (
        Variant('deaott', 'deaot-t', 'DeAOT-T', 'mobilenet', 1),
        Variant('deaots', 'deaot-s', 'DeAOT-S', 'mobilenet', 2),
        # B and L are one architecture, trained differently.
        Variant('deaotb', 'deaot-b', 'DeAOT-B', 'mobilenet', 3),
        Variant('deaotl', 'deaot-l', 'DeAOT-L', 'mobilenet', 3),
        Variant('r50_deaotl', 'deaot-r50-l', 'R50-DeAOT-L', 'resnet', 3),
    )
}
