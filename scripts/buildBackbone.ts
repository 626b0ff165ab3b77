/**
 * Builds the backbone that ships with the product, offline: dist/models/mobilenet-v2/ with the graph, its manifest and its licence.
 * It is the feature extractor of an SSD-MobileNetV2 that MediaPipe publishes in an npm package. Skipped while nothing changed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeModel } from '../src/engine/runtime/onnxWriter.ts';
import { backboneGraph, patchDim, patchSize } from './backboneGraph.ts';
import { readTflite } from './tfliteModel.ts';

const root = path.join(__dirname, '..');
const asset = path.join(root, 'node_modules/@mediapipe/objectron/objectron_solution_packed_assets.data');
/** Where the packed assets hold `object_detection_ssd_mobilenetv2_oidv4_fp16.tflite`. */
const tflite = { offset: 184, length: 9_987_728 };
const out = path.join(root, 'dist/models/mobilenet-v2');
const sources = [
  'buildBackbone.ts',
  'backboneGraph.ts',
  'tfliteModel.ts',
  '../src/engine/runtime/onnxWriter.ts',
  '../src/engine/runtime/graphBuilder.ts',
];

const license = 'Apache-2.0';
const source =
  '@mediapipe/objectron 0.4.1675468480 (https://www.npmjs.com/package/@mediapipe/objectron): SSD MobileNetV2, Open Images v4';
const notice = `mobilenet-v2: the feature extractor (up to inverted residual block 12) of the SSD MobileNetV2 object detector
trained on Open Images v4, from ${source}.
Copyright The MediaPipe Authors. Licensed under the Apache License, Version 2.0; the licence's text follows.
Changes: converted from TensorFlow Lite to ONNX; the detector's heads were left out; tokens are computed from three blocks.

`;

function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const packed = readFileSync(asset);
// The Apache License's own text, without the appendix, as this package (it is under the same) carries it.
const licenseText = readFileSync(path.join(root, 'node_modules/flatbuffers/LICENSE'), 'utf8').split(
  /^\s*APPENDIX/m,
  1,
)[0]!;
const stamp = sha256(packed, licenseText, ...sources.map((name) => readFileSync(path.join(__dirname, name))));
const stampFile = path.join(out, '.stamp');

interface Stamp {
  sources: string;
  model: string;
}

function upToDate(): boolean {
  const known = readIfThere(stampFile);
  const model = known === null ? null : (JSON.parse(known) as Stamp);
  if (model?.sources !== stamp || readIfThere(path.join(out, 'manifest.json')) === null) return false;
  try {
    return sha256(readFileSync(path.join(out, 'model.onnx'))) === model.model;
  } catch {
    return false;
  }
}

function build(): void {
  const model = readTflite(packed.subarray(tflite.offset, tflite.offset + tflite.length));
  const bytes = writeModel(backboneGraph(model), { description: notice.split('\n', 1)[0]! });
  const checksum = sha256(bytes);
  const manifest = {
    id: 'mobilenet-v2',
    kind: 'backbone',
    files: { model: { path: 'model.onnx', sha256: checksum } },
    inputSize: 448,
    patchSize,
    dim: patchDim,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    resize: 'bicubic',
    input: 'pixel_values',
    output: 'patch_tokens',
    skipTokens: 0,
    taps: { shallow: 'tap2', deep: ['tap9', 'tap12'] },
    license,
    source,
  };
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'model.onnx'), bytes);
  writeFileSync(path.join(out, 'LICENSE'), notice + licenseText);
  writeFileSync(path.join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(stampFile, JSON.stringify({ sources: stamp, model: checksum } satisfies Stamp));
  console.log(`dist/models/mobilenet-v2: ${(bytes.length / 1e6).toFixed(2)} MB, sha256 ${checksum}`);
}

if (!upToDate()) build();
