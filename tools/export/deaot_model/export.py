"""Network → folder with three graphs and a manifest."""

from pathlib import Path

from .checkpoint import load_network
from .folder import graph_file, replaced_folder, sha256, write_manifest
from .graphs import GRAPHS, export_graph
from .network import DeAot
from .self_check import check_graphs
from .variants import VARIANTS

ZOO = 'https://github.com/yoxu515/aot-benchmark'


def export_checkpoint(name: str, checkpoint: Path, out: Path) -> float:
    """
    Exports variant `name` (a key of VARIANTS) with a released checkpoint's weights. Returns the largest difference between
    PyTorch and ONNX Runtime. Raises ExportError; an earlier export in `out` is then as it was.
    """
    variant = VARIANTS[name]
    with replaced_folder(out) as folder:
        network = load_network(variant, checkpoint)
        difference = write_graphs(network, folder)
        write_manifest(
            folder,
            model_id=variant.model_id,
            license_name='BSD-3-Clause',
            source=f'{ZOO} ({variant.title}, checkpoint {checkpoint.name}, SHA-256 {sha256(checkpoint)})',
        )
    return difference


def write_graphs(network: DeAot, folder: Path) -> float:
    """Writes and checks the graphs. Returns the largest difference between PyTorch and ONNX Runtime."""
    for step in GRAPHS:
        export_graph(network, step, folder / graph_file(step))
    return check_graphs(network, folder)
