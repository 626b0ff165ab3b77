"""The two-way transformer of SAM's decoder: tokens read the image, the image reads the tokens."""

from torch import Tensor, nn
from torch.nn import functional as F

from .layers import attend, from_heads, to_heads

HEADS = 8
DEPTH = 2
DOWNSAMPLE = 2
"""How much narrower than the tokens attention between tokens and image is."""


class ProjectedAttention(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, inner)
        self.key = nn.Linear(width, inner)
        self.value = nn.Linear(width, inner)
        self.project = nn.Linear(inner, width)

    def forward(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        query, key, value = (
            to_heads(layer(part), HEADS)
            for layer, part in ((self.query, query), (self.key, key), (self.value, value))
        )
        return self.project(from_heads(attend(query, key, value)))


class TwoWayBlock(nn.Module):
    """Normalised after each step. The first block's tokens start as their own positions, which are then not added again."""

    def __init__(self, width: int, mlp: int, first: bool) -> None:
        super().__init__()
        self.first = first
        self.own = ProjectedAttention(width, width)
        self.norm1 = nn.LayerNorm(width)
        self.to_image = ProjectedAttention(width, width // DOWNSAMPLE)
        self.norm2 = nn.LayerNorm(width)
        self.widen = nn.Linear(width, mlp)
        self.narrow = nn.Linear(mlp, width)
        self.norm3 = nn.LayerNorm(width)
        self.from_image = ProjectedAttention(width, width // DOWNSAMPLE)
        self.norm4 = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, image: Tensor, token_places: Tensor, image_places: Tensor) -> tuple[Tensor, Tensor]:
        if self.first:
            tokens = self.norm1(self.own(tokens, tokens, tokens))
        else:
            placed = tokens + token_places
            tokens = self.norm1(tokens + self.own(placed, placed, tokens))
        tokens = self.norm2(tokens + self.to_image(tokens + token_places, image + image_places, image))
        tokens = self.norm3(tokens + self.narrow(F.relu(self.widen(tokens))))
        image = self.norm4(image + self.from_image(image + image_places, tokens + token_places, tokens))
        return tokens, image


class TwoWayTransformer(nn.Module):
    """Tokens (prompts, T, width), image and its positions (prompts, cells, width) → both, the same shapes."""

    def __init__(self, width: int, mlp: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(TwoWayBlock(width, mlp, index == 0) for index in range(DEPTH))
        self.last = ProjectedAttention(width, width // DOWNSAMPLE)
        self.norm = nn.LayerNorm(width)

    def forward(self, prompt: Tensor, image: Tensor, image_places: Tensor) -> tuple[Tensor, Tensor]:
        tokens = prompt
        for block in self.blocks:
            tokens, image = block(tokens, image, prompt, image_places)
        return self.norm(tokens + self.last(tokens + prompt, image + image_places, image)), image
