import {
  type Disk,
  diskSchema,
  informationPaths,
  type LogEntry,
  logEntrySchema,
  type RecorderHealth,
  recorderHealthSchema,
} from '@casement/contract';
import type { AnswerSchema, ApiClient } from '../api/api-client.js';
import { listOf } from '../api/list-of.js';
import type { Told } from './information-age.js';
import { type LogFilter, logQuery } from './log-filter.js';

const diskList = listOf(diskSchema);
const logList = listOf(logEntrySchema);

/** Whether everything is recorded. @throws ApiProblem */
export async function askHealth(api: ApiClient, recorder: string): Promise<Told<RecorderHealth>> {
  return told(api, informationPaths.health(recorder), recorderHealthSchema);
}

/** What is on which disk. @throws ApiProblem */
export async function askDisks(api: ApiClient, recorder: string): Promise<Told<readonly Disk[]>> {
  return told(api, informationPaths.disks(recorder), diskList);
}

/** The log entries that a filter lets through, newest first. @throws ApiProblem */
export async function askLog(
  api: ApiClient,
  recorder: string,
  filter: LogFilter,
): Promise<Told<readonly LogEntry[]>> {
  return told(api, `${informationPaths.logs(recorder)}?${logQuery(filter)}`, logList);
}

/** Where the same entries are as a file for spreadsheets. */
export function logFileUrl(api: ApiClient, recorder: string, filter: LogFilter): string {
  return api.url(`${informationPaths.logsCsv(recorder)}?${logQuery(filter)}`);
}

async function told<T>(api: ApiClient, path: string, schema: AnswerSchema<T>): Promise<Told<T>> {
  const { value, headers } = await api.getWithHeaders(path, schema);
  const gatewayMs = Date.parse(headers.get('Date') ?? '');
  return {
    value,
    asOf: headers.get('X-As-Of'),
    // Behind proxies that take the date away: the browser's own clock is the best guess.
    gatewayMs: Number.isNaN(gatewayMs) ? Date.now() : gatewayMs,
    readMs: performance.now(),
  };
}
