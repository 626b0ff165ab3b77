"""A SAM's two networks, as its two graphs."""

from dataclasses import dataclass

from torch import Tensor, nn

from .initial import fill
from .positions import FourierPositions
from .sam_decoder import DecoderLayout, SamDecoder
from .tiny_vit import TinyVitEncoder, TinyVitLayout
from .vit import VitEncoder, VitLayout


@dataclass(frozen=True)
class SamLayout:
    encoder: TinyVitLayout | VitLayout
    channels: int = 256
    mlp: int = 2048


class SamEncoder(nn.Module):
    """`pixel_values` (1, 3, pixels, pixels) → `image_embeddings`, `image_positional_embeddings`, (1, channels, side, side) each."""

    def __init__(self, layout: SamLayout, positions: FourierPositions) -> None:
        super().__init__()
        trunk = layout.encoder
        network = TinyVitEncoder if isinstance(trunk, TinyVitLayout) else VitEncoder
        self.trunk = network(trunk, layout.channels)
        self.positions = positions
        self.side = trunk.side
        self.pixels = trunk.side * trunk.stride

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor]:
        return self.trunk(pixel_values), self.positions.grid(self.side)


def random_sam(layout: SamLayout, seed: int) -> tuple[SamEncoder, SamDecoder]:
    """Both with random weights, in eval mode; the positional encoding is one module of both."""
    positions = FourierPositions(layout.channels)
    encoder = SamEncoder(layout, positions)
    trunk = layout.encoder
    decoder = SamDecoder(DecoderLayout(trunk.side, trunk.stride, layout.channels, layout.mlp), positions)
    fill(nn.ModuleList([encoder, decoder]), seed)
    return encoder.eval(), decoder.eval()
