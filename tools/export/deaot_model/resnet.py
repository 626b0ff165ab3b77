"""ResNet-50 without its last stage: it ends at stride 16."""

from torch import Tensor, nn
from torch.nn import functional as F

from .norm import FixedBatchNorm

# Inner width, blocks, stride of the first block.
STAGES = ((64, 3, 1), (128, 4, 2), (256, 6, 2))
STEM_CHANNELS = 64
EXPANSION = 4


class Bottleneck(nn.Module):
    """1×1, 3×3 (which carries the stride), 1×1 to four times the width, and the shortcut."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        outputs = width * EXPANSION
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = FixedBatchNorm(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding=1, bias=False)
        self.bn2 = FixedBatchNorm(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = FixedBatchNorm(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), FixedBatchNorm(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + shortcut)


def stage(inputs: int, width: int, count: int, stride: int) -> nn.Sequential:
    later = [Bottleneck(width * EXPANSION, width, 1) for _ in range(count - 1)]
    return nn.Sequential(Bottleneck(inputs, width, stride), *later)


class ResNetEncoder(nn.Module):
    """(1, 3, H, W) → 256, 512, 1024 channels at strides 4, 8, 16, the last one twice (MODELS, DeAOT)."""

    widths = (256, 512, 1024, 1024)

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, STEM_CHANNELS, 7, 2, padding=3, bias=False)
        self.bn1 = FixedBatchNorm(STEM_CHANNELS)
        self.layer1 = stage(STEM_CHANNELS, *STAGES[0])
        self.layer2 = stage(STAGES[0][0] * EXPANSION, *STAGES[1])
        self.layer3 = stage(STAGES[1][0] * EXPANSION, *STAGES[2])

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        x = F.relu(self.bn1(self.conv1(image)))
        feat4 = self.layer1(F.max_pool2d(x, 3, 2, padding=1))
        feat8 = self.layer2(feat4)
        feat16 = self.layer3(feat8)
        return feat4, feat8, feat16, feat16
