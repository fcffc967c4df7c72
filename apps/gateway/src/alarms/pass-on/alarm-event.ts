import type { Alarm } from '@casement/contract';

/** What webhooks and MQTT subscribers get: JSON, the alarm as the API shows it. */
export const alarmEvent = (alarm: Alarm): string => JSON.stringify({ event: 'alarm', alarm });
