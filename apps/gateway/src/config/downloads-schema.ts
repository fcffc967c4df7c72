import { z } from 'zod';
import type { ConfigFiles } from './config-files.js';
import { flag, integer, single, text } from './values.js';

const gigabytes = (min: number, max: number) =>
  single(`gigabytes from ${min} to ${max}`, (found) => {
    const value = /^\d{1,7}(\.\d{1,6})?$/.test(found) ? Number(found) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

/** The section `downloads`: where files of recordings are kept, how many, and for how long. */
export const downloadsSchema = (files: ConfigFiles) =>
  z.strictObject({
    dir: text('the path of a folder', (value) => value !== '' && !value.includes('\0'))
      .transform((path) => files.resolve(path))
      .optional(),
    retentionDays: integer(1, 3_650, 'days').default(7),
    maxGb: gigabytes(0.001, 1_000_000).default(100),
    reserveGb: gigabytes(0, 100_000).default(1),
    perRecorder: integer(1, 8, 'transfers').default(2),
    utc: flag().default(true),
  });
