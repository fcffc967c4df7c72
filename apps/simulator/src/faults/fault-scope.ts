import { z } from 'zod';

/** How long a fault stays; without `forS` until somebody takes it away. */
export const faultDuration = {
  forS: z.number().positive().max(86_400).optional(),
};

/** What a fault of the pictures is about; without `cameras` all of them. */
export const faultCameras = {
  ...faultDuration,
  cameras: z.array(z.int().min(1).max(128)).min(1).optional(),
};

/** The CGIs a recorder has, by the name before `.cgi`; `getinfo` has no ending. */
export const cgiNames = [
  'dlogin',
  'hdrctl',
  'push',
  'status',
  'logout',
  'as_getinfo',
  'camera',
  'playaudio',
  'recordedtime',
  'loglist',
  'getinfo',
  'directctrl',
  'camctl',
  'httpdl',
] as const;

/** One of {@link cgiNames}. */
export type CgiName = (typeof cgiNames)[number];

/** What a fault of the answers is about: some CGIs (without `cgis` all), and how many of their requests. */
export const faultRequests = {
  ...faultDuration,
  cgis: z.array(z.enum(cgiNames)).min(1).optional(),
  times: z.int().positive().max(1_000_000).optional(),
};
