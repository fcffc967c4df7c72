/** Seconds of a day and the like are checked by carrying: a date that changes is none. */
const DATE = /^(\d{4})\/(\d{2})\/(\d{2})$/u;
const TIME = /^(\d{2}):(\d{2}):(\d{2})$/u;

/**
 * A date `YYYY/MM/DD` and a time `HH:MM:SS` of a recorder's clock as `2021-11-14T13:00:00`; `undefined` when they name no
 * existing moment of a day.
 */
export function localDateTime(date: string, time: string): string | undefined {
  const [, year = '', month = '', day = ''] = DATE.exec(date) ?? [];
  const [, hour = '', minute = '', second = ''] = TIME.exec(time) ?? [];
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const moment = new Date(`${text}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
    ? text
    : undefined;
}
