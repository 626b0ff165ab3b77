"""A small project with annotations, and what they are: masks made in numpy, label files written as labelme writes them."""

import base64
import io
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
CLI = ROOT / 'dist' / 'cli.js'
HEIGHT, WIDTH = 60, 90
BY_HAND = 'von Hand/ü 文.png'
MANY = 'von Hand/viele.png'
#: It lies among the good ones and was found to have a defect; a structural anomaly has its name too.
OVERLOOKED = 'test/good/000.png'
#: It lies among the structural anomalies, and its label is a logical one.
OTHER_KIND = 'test/structural_anomalies/000.png'


def kshot(*arguments: str | Path) -> str:
    """Runs the built command line; gives what it printed."""
    assert CLI.is_file(), f'expected the built command line at {CLI}: npm run build'
    done = subprocess.run(['node', CLI, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Annotated:
    """A region of an image: its mask at the image's size, and the shape that it was drawn as."""

    label: str
    mask: np.ndarray
    shape: str = 'mask'
    points: list[list[float]] = field(default_factory=list)
    comment: str = ''


@dataclass
class AnnotatedProject:
    file: Path
    #: By image, relative to the project.
    regions: dict[str, list[Annotated]]
    verdicts: dict[str, str]

    @property
    def folder(self) -> Path:
        return self.file.parent


def make_project(folder: Path) -> AnnotatedProject:
    """The rendered sample with its own ground truth, and images that are annotated by hand."""
    kshot('sample', folder, '--count', '10')
    file = next(folder.glob('*.kshot.json'))
    kshot('annotations', 'import', file, folder, '--format', 'loco')
    regions, verdicts = rendered(folder)
    assert {OVERLOOKED, OTHER_KIND} <= set(regions)
    by_hand = {BY_HAND: drawn_by_hand(), MANY: overlapping(), OVERLOOKED: blot('Riß'), OTHER_KIND: blot('fehlt')}
    for name, drawn in by_hand.items():
        write_labels(folder / name, drawn)
        regions[name], verdicts[name] = drawn, 'anomalous'
    project = json.loads(file.read_text(encoding='utf-8'))
    project['images'].append('von Hand/*')
    project['defects'] += [
        {'name': 'Riß', 'kind': 'structural', 'saturation': 1, 'relative': True},
        {'name': 'fehlt', 'kind': 'logical', 'saturation': 40, 'relative': False},
    ]
    file.write_text(json.dumps(project), encoding='utf-8')
    return AnnotatedProject(file, regions, verdicts)


def rendered(folder: Path) -> tuple[dict[str, list[Annotated]], dict[str, str]]:
    """The sample's ground truth as it lies on the disk."""
    config = json.loads((folder / 'defects_config.json').read_text(encoding='utf-8'))
    names = {entry['pixel_value']: entry['defect_name'] for entry in config}
    regions: dict[str, list[Annotated]] = {}
    verdicts: dict[str, str] = {}
    for image in sorted((folder / 'test').glob('*/*.png')):
        key = image.relative_to(folder).as_posix()
        verdicts[key] = 'good' if image.parent.name == 'good' else 'anomalous'
        masks = sorted((folder / 'ground_truth' / image.parent.name / image.stem).glob('*.png'))
        arrays = [np.array(Image.open(mask)) for mask in masks]
        regions[key] = [Annotated(names[int(array.max())], array > 0) for array in arrays]
    assert sum(len(found) for found in regions.values()) >= 4
    return regions, verdicts


def drawn_by_hand() -> list[Annotated]:
    """A ring, its own hole's filling over it, two parts, the image's whole border, a box, a triangle."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    radius = np.hypot(x - 30, y - 30)
    ring = (radius < 20) & (radius > 9)
    parts = ((x > 60) & (x < 64) & (y < 20)) | ((x > 70) & (x < 75) & (y > 40))
    border = (x == 0) | (y == 0) | (x == WIDTH - 1) | (y == HEIGHT - 1)
    box = (x >= 10) & (x < 25) & (y >= 5) & (y < 50)
    triangle = (x >= 50) & (x < 80) & (y >= 30) & (x - 50 >= y - 30) & (y < 55)
    return [
        Annotated('Riß', ring, comment='größer — „sic“'),
        Annotated('Riß', radius < 12),
        Annotated('fehlt', parts),
        Annotated('a/b: "c", d', border),
        Annotated('fehlt', box, 'rectangle', [[10, 5], [25, 50]]),
        Annotated('Riß', triangle, 'polygon', [[50, 30], [80, 30], [80, 55], [75, 55]]),
    ]


def blot(label: str) -> list[Annotated]:
    mask = np.zeros((HEIGHT, WIDTH), dtype=bool)
    mask[20:31, 40:52] = True
    mask[23:26, 43:46] = False
    return [Annotated(label, mask)]


def overlapping() -> list[Annotated]:
    """Two hundred random blots, most of them over others."""
    random = np.random.default_rng(7)
    regions = []
    for _ in range(200):
        mask = np.zeros((HEIGHT, WIDTH), dtype=bool)
        top, left = random.integers(0, HEIGHT - 9), random.integers(0, WIDTH - 9)
        mask[top : top + 9, left : left + 9] = random.random((9, 9)) > 0.4
        regions.append(Annotated('Riß', mask))
    return regions


def write_labels(image: Path, regions: list[Annotated]) -> None:
    """An image and its label file, as labelme writes them."""
    image.parent.mkdir(exist_ok=True)
    Image.new('RGB', (WIDTH, HEIGHT), 'gray').save(image)
    document = {
        'version': '5.5.0',
        'flags': {'anomalous': True},
        'shapes': [labelme_shape(region) for region in regions],
        'imagePath': image.name,
        'imageData': None,
        'imageHeight': HEIGHT,
        'imageWidth': WIDTH,
    }
    image.with_suffix('.json').write_text(json.dumps(document), encoding='utf-8')


def labelme_shape(region: Annotated) -> dict:
    shape = {
        'label': region.label,
        'points': region.points,
        'group_id': None,
        'description': region.comment,
        'shape_type': region.shape,
        'flags': {},
        'mask': None,
    }
    if region.shape != 'mask':
        return shape
    rows, columns = np.nonzero(region.mask)
    top, bottom, left, right = (int(value) for value in (rows.min(), rows.max(), columns.min(), columns.max()))
    png = io.BytesIO()
    Image.fromarray(region.mask[top : bottom + 1, left : right + 1]).save(png, 'PNG')
    points = [[left, top], [right, bottom]]
    return {**shape, 'points': points, 'mask': base64.b64encode(png.getvalue()).decode('ascii')}
