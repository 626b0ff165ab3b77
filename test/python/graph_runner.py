"""A model folder in ONNX Runtime, read by its manifest and called by the contract's names, without the exporter's code."""

import json
from pathlib import Path

import numpy as np
import onnxruntime

ID_CHANNELS = 11
FEATURES = ('feat4', 'feat8', 'feat16')
Arrays = dict[str, np.ndarray]


class GraphRunner:
    def __init__(self, folder: Path) -> None:
        files = json.loads((folder / 'manifest.json').read_text())['files']
        self.sessions = {
            step: onnxruntime.InferenceSession(folder / entry['path'], providers=['CPUExecutionProvider'])
            for step, entry in files.items()
        }

    def run(self, step: str, feeds: Arrays) -> Arrays:
        session = self.sessions[step]
        names = [output.name for output in session.get_outputs()]
        return dict(zip(names, session.run(names, feeds), strict=True))

    def encode(self, image: np.ndarray) -> Arrays:
        return self.run('encode', {'image': image})

    def memorize(self, encoded: Arrays, label: np.ndarray) -> np.ndarray:
        return self.run('memorize', {'emb': encoded['emb'], 'onehot': onehot(label)})['memory']

    def propagate(self, encoded: Arrays, memory: np.ndarray, recent: np.ndarray) -> np.ndarray:
        return self.run('propagate', {**encoded, 'memory': memory, 'recent': recent})['logits4']


def onehot(label: np.ndarray) -> np.ndarray:
    """(H, W) classes 0 … 10 → (1, 11, H, W)."""
    return (label == np.arange(ID_CHANNELS)[:, None, None]).astype(np.float32)[None]
