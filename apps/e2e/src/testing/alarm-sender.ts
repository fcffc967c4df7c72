import { createConnection } from 'node:net';

/** What one test message says. Written here byte by byte, not with the house's own serializer. */
export type TestAlarm = {
  /** 1 to 65535. */
  readonly log: number;
  /** Distinguishes devices: the last two bytes of an address in 198.18.0.0/15, which nobody has. */
  readonly device: number;
  readonly camera?: number;
  /** Bits 7 to 5 of the class byte: 2 is motion, 1 a terminal. */
  readonly class?: number;
  /** Of a recorder: category 2, this message id and this text, and the recorder's MAC. */
  readonly recorder?: { readonly messageId: number; readonly text: string; readonly mac: string };
};

const bcd = (value: number): number => Math.floor(value / 10) * 16 + (value % 10);

/** The message as a device would send it now, its clock in UTC. */
export function alarmBytes(alarm: TestAlarm): Buffer {
  const now = new Date();
  const time = [
    now.getUTCFullYear() % 100,
    now.getUTCMonth() + 1,
    now.getUTCDate(),
    now.getUTCHours(),
    now.getUTCMinutes(),
    now.getUTCSeconds(),
  ].map(bcd);
  const { log, device, camera = 0, class: kind = 2, recorder } = alarm;
  const basic = Buffer.from([
    ...[198, 18, device >> 8, device & 0xff, log >> 8, log & 0xff],
    ...time,
    ...[(recorder ? 0 : kind << 5) | 1, camera, 0, recorder ? 0x80 : 0, 0, 0, 0, 0],
  ]);
  if (!recorder) {
    return basic;
  }
  const text = Buffer.alloc(Math.ceil((recorder.text.length + 1) / 4) * 4);
  text.write(recorder.text, 'latin1');
  const extension = Buffer.from([0, 1, 0, 8 + text.length, 2, recorder.messageId, 0, 0]);
  const mac = Buffer.from(recorder.mac.replaceAll(':', ''), 'hex');
  const sender = Buffer.from([0, 2, 0, 24, ...mac, 0, camera, ...time, 1, 0, 0, 0, 0, 0]);
  return Buffer.concat([basic, extension, text, sender]);
}

/** Resolves when all bytes were taken and the connection is closed; rejects when it broke before. */
export async function sendAlarms(port: number, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', reject);
    socket.once('connect', () => socket.end(bytes));
    socket.once('close', (broken) => (broken ? reject(new Error('broken')) : resolve()));
    socket.resume();
  });
}
