import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { RowNumberType } from '../row-number-type.js';

/** How far somebody has got with the alarms. */
export const AlarmCursorEntity = defineEntity({
  name: 'AlarmCursor',
  tableName: 'alarm_cursors',
  properties: {
    /** Who, such as the address of a destination; `highest`: the numbers themselves, see alarms/store. */
    name: p.text().primary(),
    /** Number of the last alarm. */
    id: p.type(RowNumberType),
  },
});
export type AlarmCursorRow = InferEntity<typeof AlarmCursorEntity>;
