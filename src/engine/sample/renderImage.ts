/** One sample image: its picture, its exact class map and the masks of its defects. */
import { renderSvg } from '../image/encode.ts';
import type { LabelMap, RgbImage } from '../image/rgbImage.ts';
import type { Camera } from './camera.ts';
import { drawCamera, takePhoto } from './camera.ts';
import { HEIGHT, WIDTH } from './catalog.ts';
import { pixelValueOf } from './defectConfig.ts';
import type { DefectName } from './defectConfig.ts';
import { LOGICAL_DEFECTS } from './logicalDefects.ts';
import type { Channel, Defective } from './logicalDefects.ts';
import { channelSvg, LABEL_STEP, labelSvg, pictureSvg } from './picture.ts';
import type { PlannedImage } from './plan.ts';
import { Draw } from './random.ts';
import { normalScene } from './scene.ts';
import type { Scene } from './scene.ts';
import { STRUCTURAL_DEFECTS } from './structuralDefects.ts';

export interface SampleImage {
  photo: RgbImage;
  /** Class of every pixel, 0 the tray. */
  labels: LabelMap;
  /** One mask a defect: 0 and the defect's pixel value. */
  channels: { defect: DefectName; mask: LabelMap }[];
}

/**
 * Renders one planned image. Scene, camera, noise and defect have streams of their own: the same image without its defect
 * differs only where the defect is.
 */
export async function renderSampleImage(planned: PlannedImage, seed: number): Promise<SampleImage> {
  const stream = (purpose: string): Draw => new Draw(seed, `${planned.stem}/${purpose}`);
  const { scene, channels } = damage(normalScene(stream('scene')), planned, seed, stream('defect'));
  const camera = drawCamera(stream('camera'));
  const labels = await renderLabels(scene, camera);
  const picture = await renderSvg(pictureSvg(scene, camera), WIDTH, HEIGHT);
  return {
    photo: takePhoto(picture, labels.data, camera, stream('sensor')),
    labels,
    channels: await Promise.all(channels.map((channel) => renderChannel(channel, camera))),
  };
}

function damage(scene: Scene, { group, index }: PlannedImage, seed: number, draw: Draw): Defective {
  if (group === 'good') return { scene, channels: [] };
  const defects = group === 'logical_anomalies' ? LOGICAL_DEFECTS : STRUCTURAL_DEFECTS;
  // The seed decides with which variant of each defect the turns begin.
  const turn = (seed >>> 0) + Math.floor(index / defects.length);
  return defects[index % defects.length]!(scene, draw, turn);
}

async function renderLabels(scene: Scene, camera: Camera): Promise<LabelMap> {
  return mapRed(await renderSvg(labelSvg(scene, camera), WIDTH, HEIGHT), (level) => Math.round(level / LABEL_STEP));
}

async function renderChannel(channel: Channel, camera: Camera): Promise<SampleImage['channels'][number]> {
  const value = pixelValueOf(channel.defect);
  const image = await renderSvg(channelSvg(channel, camera), WIDTH, HEIGHT);
  return { defect: channel.defect, mask: mapRed(image, (level) => (level >= 128 ? value : 0)) };
}

function mapRed(image: RgbImage, value: (level: number) => number): LabelMap {
  const data = new Uint8Array(image.width * image.height);
  for (let i = 0; i < data.length; i++) data[i] = value(image.data[i * 3]!);
  return { width: image.width, height: image.height, data };
}
