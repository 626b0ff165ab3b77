"""The whole network, in the three steps that become graphs (MODELS, DeAOT)."""

import torch
from torch import Tensor, nn

from .attention import TOKEN_WIDTH
from .decoder import Decoder
from .gpm import GatedPropagationStack
from .mobilenet import MobileNetEncoder
from .resnet import ResNetEncoder
from .variants import ID_CHANNELS, Variant

ENCODERS = {'mobilenet': MobileNetEncoder, 'resnet': ResNetEncoder}
STRIDE = 16


def tokens_of(grid: Tensor) -> Tensor:
    """(1, C, h, w) → (h·w, C)."""
    return grid.flatten(2)[0].transpose(0, 1)


class DeAot(nn.Module):
    """Parameters are named as in the released checkpoints. Sides H, W of images are 16n + 1; h = (H − 1) / 16 + 1."""

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.encoder = ENCODERS[variant.encoder]()
        *widths, last = self.encoder.widths
        self.encoder_projector = nn.Conv2d(last, TOKEN_WIDTH, 1)
        self.LSTT = GatedPropagationStack(variant.layers)
        self.decoder = Decoder(tuple(widths))
        self.patch_wise_id_bank = nn.Conv2d(ID_CHANNELS, TOKEN_WIDTH, STRIDE + 1, STRIDE, padding=STRIDE // 2)
        self.id_norm = nn.LayerNorm(TOKEN_WIDTH)

    def encode(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(1, 3, H, W), normalised → features at strides 4, 8, 16 and the embedding (1, 256, h, w)."""
        feat4, feat8, feat16, last = self.encoder(image)
        return feat4, feat8, feat16, self.encoder_projector(last)

    def memorize(self, emb: Tensor, onehot: Tensor) -> Tensor:
        """(1, 256, h, w), (1, 11, H, W) → (h·w, 1152·L). Channel 0 is background; no channel set: unknown."""
        h, w = emb.shape[-2:]
        ids = tokens_of(self.patch_wise_id_bank(onehot))
        torch._check(ids.shape[0] == h * w)
        return self.LSTT.memorize(tokens_of(emb), self.id_norm(ids), h, w)

    def propagate(
        self, feat4: Tensor, feat8: Tensor, feat16: Tensor, emb: Tensor, memory: Tensor, recent: Tensor
    ) -> Tensor:
        """A query's features, memory (M, 1152·L) of any frames and `recent` (h·w, 1152·L) → logits (1, 11, h4, w4)."""
        h, w = emb.shape[-2:]
        torch._check(recent.shape[0] == h * w)
        return self.decoder(self.LSTT.propagate(tokens_of(emb), memory, recent, h, w), feat4, feat8, feat16)
