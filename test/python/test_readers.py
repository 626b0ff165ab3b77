"""Real readers of annotations read what the command line exports: every mask to the last pixel."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from annotated_project import BY_HAND, MANY, OTHER_KIND, OVERLOOKED, AnnotatedProject, kshot, make_project
from datumaro import Dataset
from labelme._label_file import LabelFile
from matplotlib.path import Path as Outline
from PIL import Image
from pycocotools.coco import COCO

Export = Callable[[str], Path]


@pytest.fixture(scope='module')
def project(tmp_path_factory: pytest.TempPathFactory) -> AnnotatedProject:
    return make_project(tmp_path_factory.mktemp('annotated') / 'sample')


@pytest.fixture
def export(project: AnnotatedProject, tmp_path: Path) -> Export:
    """Exports the project in a format; the file or folder that was written."""

    def to(format_name: str) -> Path:
        out = tmp_path / format_name
        kshot('annotations', 'export', project.file, '--format', format_name, '--out', out)
        return out

    return to


def assert_same(image: str, number: int, found: np.ndarray, expected: np.ndarray) -> None:
    assert found.shape == expected.shape, image
    wrong = int((found.astype(bool) != expected).sum())
    assert wrong == 0, f'{image}: region {number} differs in {wrong} pixels'


def test_pycocotools(project: AnnotatedProject, export: Export) -> None:
    coco = COCO(str(export('coco')))
    names = {category['id']: category['name'] for category in coco.loadCats(coco.getCatIds())}
    images = coco.loadImgs(coco.getImgIds())
    assert {image['file_name'] for image in images} == set(project.regions)
    for image in images:
        name = image['file_name']
        assert image['verdict'] == project.verdicts[name]
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=image['id']))
        assert [names[annotation['category_id']] for annotation in annotations] == [
            region.label for region in project.regions[name]
        ]
        for number, (annotation, region) in enumerate(zip(annotations, project.regions[name], strict=True)):
            mask = coco.annToMask(annotation)
            if region.shape == 'polygon':  # pycocotools' rule for the pixels on an edge is another
                assert not (eroded(region.mask) & ~mask.astype(bool)).any()
                assert not (eroded(~region.mask) & mask.astype(bool)).any()
                continue
            assert_same(name, number, mask, region.mask)
            rows, columns = np.nonzero(region.mask)
            box = [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
            assert annotation['bbox'] == box
            assert annotation['area'] == region.mask.sum()
    [commented] = [entry for entry in coco.anns.values() if 'attributes' in entry]
    assert commented['attributes'] == {'comment': 'größer — „sic“'}


def eroded(mask: np.ndarray) -> np.ndarray:
    """Without the pixels at its edge; none of these masks meets the image's."""
    return mask & np.all([np.roll(mask, shift, axis) for shift in (-1, 1) for axis in (0, 1)], axis=0)


def test_datumaro(project: AnnotatedProject, export: Export) -> None:
    dataset = Dataset.import_from(str(export('datumaro')), 'datumaro')
    labels = [item.name for item in dataset.categories()[next(iter(dataset.categories()))].items]
    items = {item.id: item for item in dataset}
    assert set(items) == {name.removesuffix('.png') for name in project.regions}
    for name, regions in project.regions.items():
        item = items[name.removesuffix('.png')]
        assert item.attributes['verdict'] == project.verdicts[name]
        assert tuple(item.media.size) == regions_size(project, name)
        assert [labels[annotation.label] for annotation in item.annotations] == [region.label for region in regions]
        for number, (annotation, region) in enumerate(zip(item.annotations, regions, strict=True)):
            assert annotation.attributes.get('comment', '') == region.comment
            if region.shape == 'mask':
                assert_same(name, number, annotation.image, region.mask)
            elif region.shape == 'rectangle':
                (left, top), (right, bottom) = region.points
                assert annotation.get_bbox() == [left, top, right - left, bottom - top]
            else:
                assert annotation.points == [value for point in region.points for value in point]


def regions_size(project: AnnotatedProject, name: str) -> tuple[int, int]:
    with Image.open(project.folder / name) as image:
        return image.height, image.width


def test_labelme(project: AnnotatedProject, export: Export) -> None:
    out = export('labelme')
    for name, regions in project.regions.items():
        read = LabelFile(str((out / name).with_suffix('.json')))  # reads the image too, by the path in the file
        assert read.flags == {project.verdicts[name]: True}
        assert [shape['label'] for shape in read.shapes] == [region.label for region in regions]
        size = regions_size(project, name)
        for number, (shape, region) in enumerate(zip(read.shapes, regions, strict=True)):
            assert shape['description'] == region.comment
            assert shape['shape_type'] == region.shape
            if region.shape != 'mask':
                assert shape['points'] == region.points
                continue
            (left, top), (right, bottom) = (map(int, point) for point in shape['points'])
            whole = np.zeros(size, dtype=bool)
            whole[top : bottom + 1, left : right + 1] = shape['mask']
            assert_same(name, number, whole, region.mask)


def test_loco_by_the_rules_of_the_official_evaluation(project: AnnotatedProject, export: Export) -> None:
    """Values, sizes and types as MVTec's evaluation code asserts them; read here anew."""
    out = export('loco')
    text = (out / 'defects_config.json').read_text(encoding='utf-8')
    config = {entry['pixel_value']: entry for entry in json.loads(text)}
    assert len(config) == len(json.loads(text))
    assert all(type(value) is int and 1 <= value <= 255 for value in config)
    assert len({entry['defect_name'] for entry in config.values()}) == len(config)
    for entry in config.values():
        assert set(entry) == {'defect_name', 'pixel_value', 'saturation_threshold', 'relative_saturation'}
        threshold = entry['saturation_threshold']
        if entry['relative_saturation']:
            assert type(threshold) is float and 0 < threshold <= 1
        else:
            assert type(threshold) is int and threshold >= 1
    assert re.search(r'"saturation_threshold": 1\.0,', text)
    names = json.loads((out / '.kshot-export.json').read_text(encoding='utf-8'))['names']
    seen = {}
    for folder in sorted((out / 'ground_truth').glob('*/*')):
        assert folder.parent.name in ('logical_anomalies', 'structural_anomalies')
        files = sorted(folder.iterdir())
        assert [file.name for file in files] == [f'{number:03}.png' for number in range(len(files))]
        name = names[folder.relative_to(out).as_posix()]
        seen[name] = folder.parent.name
        for number, (file, region) in enumerate(zip(files, project.regions[name], strict=True)):
            with Image.open(file) as image:
                assert image.mode == 'L'
                array = np.array(image)
            values = set(np.unique(array)) - {0}
            assert len(values) == 1
            assert config[int(values.pop())]['defect_name'] == region.label
            assert_same(name, number, array > 0, region.mask)
    assert set(seen) == {name for name, regions in project.regions.items() if regions}
    assert seen[BY_HAND] == 'logical_anomalies'


def test_loco_pairs_ground_truth_with_maps(project: AnnotatedProject, tmp_path: Path) -> None:
    """The evaluation takes the map `test/<group>/<id>.tiff` for `ground_truth/<group>/<id>`; images elsewhere are told."""
    out = tmp_path / 'loco'
    report = json.loads(kshot('annotations', 'export', project.file, '--format', 'loco', '--out', out, '--json'))
    account = json.loads((out / '.kshot-export.json').read_text(encoding='utf-8'))
    places = {name: place for place, name in account['names'].items()}
    moved = {entry['image'] for entry in report['lost'] if 'its anomaly map needs the same' in entry['reason']}
    assert moved == {BY_HAND, MANY, OVERLOOKED}
    for name, place in places.items():
        paired = place.replace('ground_truth/', 'test/') == name.removesuffix('.png')
        assert paired == (name not in moved), name
    assert places[OVERLOOKED].startswith('ground_truth/structural_anomalies/')
    other_kind = [entry['image'] for entry in report['lost'] if 'the other kind of anomalies' in entry['reason']]
    assert other_kind == [OTHER_KIND]


def test_mvtec_ad(project: AnnotatedProject, export: Export) -> None:
    out = export('mvtec-ad')
    names = json.loads((out / '.kshot-export.json').read_text(encoding='utf-8'))['names']
    seen = set()
    for file in sorted((out / 'ground_truth').glob('*/*_mask.png')):
        name = names[f'ground_truth/{file.parent.name}/{file.stem.removesuffix("_mask")}']
        array = np.array(Image.open(file))
        assert set(np.unique(array)) == {0, 255}
        assert_same(name, 0, array > 0, np.any([region.mask for region in project.regions[name]], axis=0))
        seen.add(name)
    assert seen == {name for name, regions in project.regions.items() if regions}


def test_yolo_outlines_enclose_the_pixels(project: AnnotatedProject, export: Export) -> None:
    out = export('yolo')
    for name, regions in project.regions.items():
        height, width = regions_size(project, name)
        if name.startswith('von Hand') or any(region.shape != 'mask' for region in regions):
            continue
        y, x = np.mgrid[:height, :width]
        middles = np.stack([x.ravel() + 0.5, y.ravel() + 0.5], axis=1)
        found = np.zeros((height, width), dtype=bool)
        for line in (out / 'labels' / name).with_suffix('.txt').read_text().splitlines():
            points = np.array(line.split()[1:], dtype=float).reshape(-1, 2) * [width, height]
            found |= Outline(points).contains_points(middles).reshape(height, width)
        expected = np.any([region.mask for region in regions] or [np.zeros_like(found)], axis=0)
        filled = found & ~expected
        assert not (expected & ~found).any(), name
        assert not filled.any() or has_hole(expected, filled), name


def has_hole(mask: np.ndarray, filled: np.ndarray) -> bool:
    """Whether what is filled touches no border: it is holes."""
    border = np.zeros_like(mask)
    border[[0, -1], :] = border[:, [0, -1]] = True
    return bool(mask.any()) and not (filled & border).any()
