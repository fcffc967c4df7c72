import { failureWords } from './failure-words.js';

/** Why a broker refuses a connection (MQTT 3.1.1 table 3.1). */
const refusals: Readonly<Record<number, string>> = {
  1: 'it does not speak MQTT 3.1.1',
  2: 'it refuses our client id',
  3: 'it is not available',
  4: 'it refuses the user name or the password',
  5: 'it refuses us: user name and password are wrong or missing',
};

/** Why there is no connection to a broker, in words without secrets. */
export function mqttWords(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'number'
    ? (refusals[code] ?? `it refuses the connection (reason ${code})`)
    : failureWords(error);
}
