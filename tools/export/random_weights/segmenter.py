"""A SAM's folder: both graphs and the manifest."""

from pathlib import Path

import torch

from .calibrate import calibrate
from .folder import IMAGENET, write_manifest
from .graph import write_graph
from .segmenter_network import SamLayout, random_sam

ENCODER = 'vision_encoder.onnx'
DECODER = 'prompt_encoder_mask_decoder.onnx'
EMBEDDINGS = ('image_embeddings', 'image_positional_embeddings')


def write_segmenter(folder: Path, model_id: str, layout: SamLayout, seed: int) -> None:
    """Fills an empty folder."""
    encoder, decoder = random_sam(layout, seed)
    calibrate(encoder, decoder, seed)
    fixed = {name: {} for name in EMBEDDINGS}
    image = torch.zeros(1, 3, encoder.pixels, encoder.pixels)
    write_graph(encoder, (image,), {'pixel_values': {}}, fixed, folder / ENCODER)

    prompts, points = 2, 3
    embedding = torch.zeros(1, layout.channels, encoder.side, encoder.side)
    examples = (
        torch.zeros(1, prompts, points, 2),
        torch.ones(1, prompts, points, dtype=torch.int64),
        embedding,
        embedding,
    )
    free = {1: 'prompts', 2: 'points'}
    prompt = {1: 'prompts'}
    write_graph(
        decoder,
        examples,
        {'input_points': free, 'input_labels': free, **fixed},
        {'iou_scores': prompt, 'pred_masks': prompt},
        folder / DECODER,
    )
    write_manifest(
        folder, model_id, seed, {'kind': 'segmenter', 'family': 'sam', **IMAGENET}, {'encoder': ENCODER, 'decoder': DECODER}
    )
