"""From the propagated grid and the encoder's features to logits at stride 4."""

from torch import Tensor, nn
from torch.nn import functional as F

from .attention import TOKEN_WIDTH
from .variants import ID_CHANNELS

GROUPS = 8
WIDTH = 256
FINE_WIDTH = 128


class ConvNorm(nn.Module):
    """Convolution, GroupNorm, ReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)
        self.gn = nn.GroupNorm(GROUPS, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.gn(self.conv(x)))


def enlarge(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[-2:], mode='bilinear', align_corners=True)


class Decoder(nn.Module):
    """(1, 512, h, w) and features of `widths` channels at strides 4, 8, 16 → logits (1, 11, h4, w4)."""

    def __init__(self, widths: tuple[int, int, int]) -> None:
        super().__init__()
        self.conv_in = ConvNorm(2 * TOKEN_WIDTH, WIDTH, 1)
        self.conv_16x = ConvNorm(WIDTH, WIDTH, 3)
        self.conv_8x = ConvNorm(WIDTH, FINE_WIDTH, 3)
        self.conv_4x = ConvNorm(FINE_WIDTH, FINE_WIDTH, 3)
        self.adapter_16x = nn.Conv2d(widths[2], WIDTH, 1)
        self.adapter_8x = nn.Conv2d(widths[1], WIDTH, 1)
        self.adapter_4x = nn.Conv2d(widths[0], FINE_WIDTH, 1)
        self.conv_out = nn.Conv2d(FINE_WIDTH, ID_CHANNELS, 1)

    def forward(self, grid: Tensor, feat4: Tensor, feat8: Tensor, feat16: Tensor) -> Tensor:
        x = self.conv_16x(self.adapter_16x(feat16) + self.conv_in(grid))
        x = self.conv_8x(self.adapter_8x(feat8) + enlarge(x, feat8))
        x = self.conv_4x(self.adapter_4x(feat4) + enlarge(x, feat4))
        return self.conv_out(x)
