import type { Provider } from '@nestjs/common';
import { AlarmReader } from '../alarm-model.js';
import { AlarmInterpreter } from './alarm-interpreter.js';
import { ASK_PRODUCT_INFO, askProductInfo } from './product-info-client.js';
import { SenderTable } from './sender-table.js';

/** Everything of this folder; they want those of receive/, and `AdoptedSenders`. */
export const readProviders: Provider[] = [
  { provide: ASK_PRODUCT_INFO, useValue: askProductInfo },
  SenderTable,
  AlarmInterpreter,
  { provide: AlarmReader, useExisting: AlarmInterpreter },
];
