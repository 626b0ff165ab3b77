"""Writes a network as an ONNX graph."""

import logging
import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.export import Dim

OPSET = 18
IR_VERSION = 10
INLINE_LIMIT = 1_900_000_000
"""Bytes of weights that still fit a file: protobuf ends at 2 GiB."""
DATA_SUFFIX = '_data'

Axes = dict[str, dict[int, str]]


def write_graph(network: nn.Module, inputs: tuple[Tensor, ...], axes: Axes, outputs: Axes, file: Path) -> None:
    """
    `inputs`: examples, of which no two free sizes may be alike. `axes` and `outputs`: for each input and output its free axes, named.
    Weights that do not fit the file go to one beside it, named with `_data` after it.
    """
    shapes = tuple({axis: Dim.DYNAMIC for axis in names} for names in axes.values())
    with torch.no_grad(), warnings.catch_warnings():
        # The exporter warns about its own internals, which nobody here can mend.
        warnings.simplefilter('ignore')
        logging.getLogger('torch.onnx').setLevel(logging.ERROR)
        program = torch.onnx.export(
            network,
            inputs,
            dynamo=True,
            dynamic_shapes=shapes,
            input_names=list(axes),
            output_names=list(outputs),
            opset_version=OPSET,
            external_data=False,
            verbose=False,
        )
    model = program.model_proto
    tidy(model, {**axes, **outputs})
    size = sum(parameter.nbytes for parameter in network.parameters())
    onnx.save(
        model,
        file,
        save_as_external_data=size > INLINE_LIMIT,
        location=f'{file.name}{DATA_SUFFIX}',
    )
    # By its path, which is how models over 2 GiB can be checked at all.
    onnx.checker.check_model(file, full_check=True)


def tidy(model: onnx.ModelProto, axes: Axes) -> None:
    """Names the free axes and leaves out the tracer's notes, which hold paths of the exporting machine."""
    model.ir_version = IR_VERSION
    del model.metadata_props[:]
    graph = model.graph
    del graph.metadata_props[:]
    del graph.value_info[:]
    for item in (*graph.node, *graph.input, *graph.output, *graph.initializer):
        del item.metadata_props[:]
        item.doc_string = ''
    for value in (*graph.input, *graph.output):
        for axis, name in axes[value.name].items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
