import type { RecorderInput } from '@casement/contract';
import { Credentials } from '@casement/protocol';
import type { CameraConfig, RecorderConfig } from '../config/config.js';
import { isTimeZone } from '../config/values.js';
import type { ValidationIssue } from '../errors/problems.js';

/** What the contract's schema lets pass but no gateway can use. */
export const recorderInputProblems = (input: RecorderInput): readonly ValidationIssue[] => {
  const url = URL.canParse(input.url) ? new URL(input.url) : undefined;
  const numbers = input.cameras === 'auto' ? [] : input.cameras.map(({ number }) => number);
  const checks: readonly (readonly [path: string, wrong: boolean, message: string])[] = [
    ['url', url === undefined, 'expected an http:// or https:// address'],
    [
      'url',
      url !== undefined && (url.username !== '' || url.password !== ''),
      'found a user name or password in the address, expected them in username and password',
    ],
    [
      'url',
      url !== undefined && (url.pathname !== '/' || url.search !== '' || url.hash !== ''),
      'expected an address without a path, such as https://192.0.2.10',
    ],
    ['timeZone', !isTimeZone(input.timeZone), 'expected a time zone such as Asia/Tokyo'],
    ['username', /[:\0]/.test(input.username), 'expected a user name without ":"'],
    ['cameras', new Set(numbers).size < numbers.length, 'expected every camera number once'],
    ['name', JSON.stringify(input).includes(String.raw`\u0000`), 'expected text without NUL'],
  ];
  return checks.filter(([, wrong]) => wrong).map(([path, , message]) => ({ path, message }));
};

const cameraOf = ({
  name,
  ...camera
}: Exclude<RecorderInput['cameras'], 'auto'>[number]): CameraConfig =>
  name === undefined ? camera : { ...camera, name };

/** A recorder of the page, as the gateway uses it. */
export const recorderConfigOf = ({
  id,
  name,
  url,
  username,
  password,
  tls,
  cameras,
  ...same
}: RecorderInput): RecorderConfig => ({
  ...same,
  id,
  name: name ?? id,
  url: new URL(url),
  credentials: new Credentials(username, password),
  ...(tls === undefined ? {} : { tls: { fingerprint256: tls.fingerprint256.toUpperCase() } }),
  cameras: cameras === 'auto' ? 'auto' : cameras.map(cameraOf),
  origin: 'database',
});
