import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A device of which somebody said whose it is. */
export const AlarmSenderEntity = defineEntity({
  name: 'AlarmSender',
  tableName: 'alarm_senders',
  properties: {
    /** Such as `00:80:45:0D:12:34`. */
    mac: p.string().length(17).primary(),
    /** Id of the recorder, of the configuration file or of the database. */
    recorder: p.string().length(32),
    updatedAt: p.datetime(3),
  },
});
export type AlarmSenderRow = InferEntity<typeof AlarmSenderEntity>;
