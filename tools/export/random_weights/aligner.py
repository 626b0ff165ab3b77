"""A DeAOT's folder, by the exporter of checkpoints."""

from pathlib import Path

from deaot_model.folder import write_manifest
from deaot_model.random_weights import export_random

from .folder import LICENSE, source_of


def write_aligner(folder: Path, model_id: str, variant: str, seed: int) -> None:
    """Fills an empty folder. `variant`: a key of deaot_model's VARIANTS."""
    export_random(variant, folder, seed)
    # The exporter's own manifest has an id of another kind: here a model has its catalog's.
    write_manifest(folder, model_id=model_id, license_name=LICENSE, source=source_of(seed))
