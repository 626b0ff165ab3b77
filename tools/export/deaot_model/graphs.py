"""Writes the network's three steps as ONNX graphs with free sizes."""

import logging
import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.export import Dim

from .network import DeAot
from .variants import ID_CHANNELS, MEMORY_WIDTH

OPSET = 18
IR_VERSION = 10
GRAPHS = ('encode', 'memorize', 'propagate')
ENCODED = ('feat4', 'feat8', 'feat16', 'emb')
# Inputs and outputs with their axes of free size: names for whoever reads the graph.
INPUT_AXES = {
    'encode': {'image': {2: 'H', 3: 'W'}},
    'memorize': {'emb': {2: 'h', 3: 'w'}, 'onehot': {2: 'H', 3: 'W'}},
    'propagate': {
        'feat4': {2: 'h4', 3: 'w4'},
        'feat8': {2: 'h8', 3: 'w8'},
        'feat16': {2: 'h', 3: 'w'},
        'emb': {2: 'h', 3: 'w'},
        'memory': {0: 'M'},
        'recent': {0: 'h*w'},
    },
}
OUTPUT_AXES = {
    'encode': {**{name: INPUT_AXES['propagate'][name] for name in ENCODED}},
    'memorize': {'memory': {0: 'h*w'}},
    'propagate': {'logits4': {2: 'h4', 3: 'w4'}},
}
# All sides differ, so that no two sizes are taken for one another.
TRACED_SIDES = (97, 129)


class Step(nn.Module):
    """One method of the network as a module of its own, which is what the exporter takes."""

    def __init__(self, network: DeAot, step: str) -> None:
        super().__init__()
        self.network = network
        self.step = step

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        return getattr(self.network, self.step)(*inputs)


def example_inputs(network: DeAot, step: str) -> tuple[Tensor, ...]:
    """Zeros of the right shapes: tracing looks at nothing else."""
    height, width = TRACED_SIDES
    image = torch.zeros(1, 3, height, width)
    if step == 'encode':
        return (image,)
    encoded = network.encode(image)
    if step == 'memorize':
        return encoded[-1], torch.zeros(1, ID_CHANNELS, height, width)
    tokens = encoded[-1].shape[-2] * encoded[-1].shape[-1]
    columns = MEMORY_WIDTH * len(network.LSTT.layers)
    return *encoded, torch.zeros(2 * tokens + 1, columns), torch.zeros(tokens, columns)


def export_graph(network: DeAot, step: str, file: Path) -> None:
    """Writes one of GRAPHS. `network` is in eval mode."""
    inputs = INPUT_AXES[step]
    shapes = tuple({axis: Dim.DYNAMIC for axis in axes} for axes in inputs.values())
    with torch.no_grad(), warnings.catch_warnings():
        # The exporter warns about its own internals, which nobody here can mend.
        warnings.simplefilter('ignore')
        logging.getLogger('torch.onnx').setLevel(logging.ERROR)
        program = torch.onnx.export(
            Step(network, step),
            example_inputs(network, step),
            dynamo=True,
            dynamic_shapes=(shapes,),
            input_names=list(inputs),
            output_names=list(OUTPUT_AXES[step]),
            opset_version=OPSET,
            external_data=False,
            verbose=False,
        )
    model = program.model_proto
    tidy(model, step)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)


def tidy(model: onnx.ModelProto, step: str) -> None:
    """Names the free axes and leaves out the tracer's notes, which hold paths of the exporting machine."""
    model.ir_version = IR_VERSION
    del model.metadata_props[:]
    graph = model.graph
    del graph.metadata_props[:]
    del graph.value_info[:]
    for item in (*graph.node, *graph.input, *graph.output, *graph.initializer):
        del item.metadata_props[:]
        item.doc_string = ''
    axes = {**INPUT_AXES[step], **OUTPUT_AXES[step]}
    for value in (*graph.input, *graph.output):
        for axis, name in axes[value.name].items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
