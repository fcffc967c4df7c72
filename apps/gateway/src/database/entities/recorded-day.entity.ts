import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What playing back has found out about a day of a camera: where recordings are, and where none are. */
export const RecordedDayEntity = defineEntity({
  name: 'RecordedDay',
  tableName: 'recorded_days',
  properties: {
    /** Id of the recorder, of the configuration file or of the database. */
    recorder: p.string().length(32).primary(),
    /** Its number at the recorder. */
    camera: p.integer().primary(),
    /** Days since 1970-01-01 in UTC. */
    day: p.integer().primary(),
    /** Lists of `[from, to]` in milliseconds since the start of the day; see playback/recordings/day-spans.ts. */
    spans: p.json<unknown>(),
    updatedAt: p.datetime(3),
  },
});
export type RecordedDayRow = InferEntity<typeof RecordedDayEntity>;
