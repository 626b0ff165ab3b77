import { Option } from 'commander';
import { EXCHANGE_FORMATS } from '../../domain/annotations/exchange.ts';

export function formatOption(): Option {
  return new Option('--format <name>', 'how the annotations are written')
    .choices(EXCHANGE_FORMATS)
    .makeOptionMandatory();
}
