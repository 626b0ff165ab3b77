"""DeAOT checkpoint → ONNX: the aligner's three graphs and their manifest.

python tools/export/deaot.py --variant deaott --checkpoint DeAOTT_PRE_YTB_DAV.pth --out models/deaot-t

Needs tools/export/requirements.txt.
"""

import argparse
import sys
from pathlib import Path

try:
    from deaot_model.errors import ExportError
    from deaot_model.export import export_checkpoint
    from deaot_model.variants import VARIANTS
except ModuleNotFoundError as missing:
    sys.exit(
        f'error: Expected the Python package {missing.name}; it is not installed. '
        f'Run: pip install -r {Path(__file__).with_name("requirements.txt")}'
    )


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 after one line on standard error. `arguments`: the process's own without."""
    parser = argparse.ArgumentParser(description='Exports a released DeAOT checkpoint as the graphs of an aligner.')
    parser.add_argument('--variant', required=True, choices=list(VARIANTS), help='what the checkpoint was trained as')
    parser.add_argument('--checkpoint', required=True, type=Path, metavar='FILE', help='the .pth file')
    parser.add_argument(
        '--out', required=True, type=Path, metavar='DIR', help='a new folder, or an earlier export to replace'
    )
    options = parser.parse_args(arguments)
    try:
        difference = export_checkpoint(options.variant, options.checkpoint, options.out)
    except ExportError as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    print(f'PyTorch and ONNX Runtime differ by at most {difference:.2g}.')
    print(f'Wrote {options.out}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
