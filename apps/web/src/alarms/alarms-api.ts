import {
  type Alarm,
  type AlarmFilter,
  alarmSchema,
  type AlarmSender,
  alarmSenderSchema,
  type AlarmStatus,
  alarmStatusSchema,
  type AlarmSummary,
  alarmSummarySchema,
  paths,
} from '@casement/contract';
import type { AnswerSchema, ApiClient } from '../api/api-client.js';

/** The lists of the contract are plain arrays; one entry after the other is checked. */
function listOf<T>(schema: AnswerSchema<T>): AnswerSchema<readonly T[]> {
  return {
    parse: (value) => {
      if (!Array.isArray(value)) {
        throw new TypeError('expected a list');
      }
      return value.map((entry) => schema.parse(entry));
    },
  };
}

const alarmList = listOf(alarmSchema);
const senderList = listOf(alarmSenderSchema);

/** So many alarms are acknowledged with one request at most. */
const maxAcknowledged = 1_000;

/** The alarms that a filter lets through, oldest first. @throws ApiProblem */
export async function askAlarms(api: ApiClient, filter: AlarmFilter): Promise<readonly Alarm[]> {
  const query = alarmQuery(filter);
  return api.get(query === '' ? paths.alarms : `${paths.alarms}?${query}`, alarmList);
}

/** How things stand. @throws ApiProblem */
export async function askAlarmSummary(api: ApiClient): Promise<AlarmSummary> {
  return api.get(paths.alarmSummary, alarmSummarySchema);
}

/** How the receiver does; for administrators. @throws ApiProblem */
export async function askAlarmStatus(api: ApiClient): Promise<AlarmStatus> {
  return api.get(paths.alarmStatus, alarmStatusSchema);
}

/** Devices that belong to no recorder, and those that somebody gave to one; for administrators. @throws ApiProblem */
export async function askAlarmSenders(api: ApiClient): Promise<readonly AlarmSender[]> {
  return api.get(paths.alarmSenders, senderList);
}

/** Says whose a device is; null: nobody's any more. @throws ApiProblem */
export async function adoptAlarmSender(
  api: ApiClient,
  mac: string,
  recorder: string | null,
): Promise<void> {
  await api.command('POST', paths.adoptAlarmSender, { mac, recorder });
}

/** Acknowledges alarms, however many. @returns all of them as they are now @throws ApiProblem */
export async function acknowledgeAlarms(
  api: ApiClient,
  ids: readonly number[],
): Promise<readonly Alarm[]> {
  const done: Alarm[] = [];
  for (let from = 0; from < ids.length; from += maxAcknowledged) {
    const body = { ids: ids.slice(from, from + maxAcknowledged) };
    done.push(...(await api.post(paths.acknowledgeAlarms, body, alarmList)));
  }
  return done;
}

/** A filter as the query of GET `/alarms`; what is undefined is left out. */
export function alarmQuery(filter: AlarmFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined) {
      query.set(name, String(value));
    }
  }
  return query.toString();
}
