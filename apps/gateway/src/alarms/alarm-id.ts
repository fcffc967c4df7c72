import { problems } from '../errors/problems.js';
import { clip } from '../viewing/query-values.js';

/** Larger numbers than that no installation reaches, and the databases of all kinds take them. */
export const maxId = 2_147_483_647;

/** The number of an alarm in a path. @throws {ProblemError} 400 when it is none, 404 when none can have it */
export const alarmId = (text: string): number => {
  if (!/^\d+$/.test(text)) {
    throw problems.badRequest(`The alarm is "${clip(text)}"; expected its number.`);
  }
  const id = Number(text);
  if (id < 1 || id > maxId) {
    throw problems.notFound(`There is no alarm ${clip(text)}.`);
  }
  return id;
};
