"""MobileNetV2, its last two stages dilated so that it ends at stride 16."""

from torch import Tensor, nn

from .norm import FixedBatchNorm

# Expansion, channels, blocks, stride of the first block, dilation of the first block and of the others.
STAGES = (
    (1, 16, 1, 1, 1, 1),
    (6, 24, 2, 2, 1, 1),
    (6, 32, 3, 2, 1, 1),
    (6, 64, 4, 2, 1, 1),
    (6, 96, 3, 1, 1, 1),
    (6, 160, 3, 1, 1, 2),  # would halve the resolution: the stride becomes a dilation of what follows it
    (6, 320, 1, 1, 2, 2),
)
STEM_CHANNELS = 32
LAST_CHANNELS = 1280
# Index of the feature block whose output is tapped at strides 4, 8 and 16.
TAPS = (3, 6, 13)


def conv_unit(inputs: int, outputs: int, kernel: int, stride: int = 1, dilation: int = 1, groups: int = 1) -> nn.Sequential:
    """Convolution, normalisation, ReLU6."""
    padding = (kernel - 1) // 2 * dilation
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias=False),
        FixedBatchNorm(outputs),
        nn.ReLU6(),
    )


class InvertedResidual(nn.Module):
    """Expand (unless the factor is 1), depthwise 3×3, project without an activation."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int, dilation: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        expand = [conv_unit(inputs, hidden, 1)] if expansion > 1 else []
        self.conv = nn.Sequential(
            *expand,
            conv_unit(hidden, hidden, 3, stride, dilation, groups=hidden),
            nn.Conv2d(hidden, outputs, 1, bias=False),
            FixedBatchNorm(outputs),
        )
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.residual else self.conv(x)


class MobileNetEncoder(nn.Module):
    """(1, 3, H, W) → 24, 32, 96 channels at strides 4, 8, 16, and 1280 at stride 16 (MODELS, DeAOT)."""

    widths = (24, 32, 96, LAST_CHANNELS)

    def __init__(self) -> None:
        super().__init__()
        blocks: list[nn.Module] = [conv_unit(3, STEM_CHANNELS, 3, stride=2)]
        channels = STEM_CHANNELS
        for expansion, width, count, stride, first_dilation, dilation in STAGES:
            for index in range(count):
                first = index == 0
                blocks.append(
                    InvertedResidual(
                        channels, width, expansion, stride if first else 1, first_dilation if first else dilation
                    )
                )
                channels = width
        blocks.append(conv_unit(channels, LAST_CHANNELS, 1))
        self.features = nn.Sequential(*blocks)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        taps = []
        x = image
        for index, block in enumerate(self.features):
            x = block(x)
            if index in TAPS:
                taps.append(x)
        return (*taps, x)
