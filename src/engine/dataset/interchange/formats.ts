import type { ExchangeFormat } from '../../../domain/annotations/exchange.ts';
import { coco } from './coco.ts';
import { csv } from './csv.ts';
import { datumaro } from './datumaro.ts';
import type { Format } from './format.ts';
import { labelme } from './labelme.ts';
import { loco } from './loco.ts';
import { mvtecAd } from './mvtecAd.ts';
import { yolo } from './yolo.ts';

export const FORMATS: Readonly<Record<ExchangeFormat, Format>> = {
  coco,
  yolo,
  loco,
  'mvtec-ad': mvtecAd,
  datumaro,
  csv,
  labelme,
};
