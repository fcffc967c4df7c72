// Alarms of version 1, a connection each as real devices make them, at a steady rate.
import { createConnection } from 'node:net';

const bcd = (value) => Math.floor(value / 10) * 16 + (value % 10);

/** The 20 bytes of a motion alarm. @param device 0 to 65535: whose log number it is */
export function motionAlarm(device, log, camera) {
  const now = new Date();
  const time = [
    now.getUTCFullYear() % 100,
    now.getUTCMonth() + 1,
    now.getUTCDate(),
    now.getUTCHours(),
    now.getUTCMinutes(),
    now.getUTCSeconds(),
  ].map(bcd);
  return Buffer.from([
    ...[198, 18, device >> 8, device & 0xff, log >> 8, log & 0xff],
    ...time,
    ...[0x41, camera, 0, 0, 0, 0, 0, 0],
  ]);
}

/**
 * Sends `perSecond` alarms for `seconds`, of one device, numbered from 1 on: at most 65,535.
 *
 * @returns when the bytes of each were handed to the system, by log number, and how many could not be sent
 */
export async function sendStorm({ port, perSecond, seconds, device }) {
  const total = perSecond * seconds;
  const began = performance.now();
  const sentAt = new Map();
  let sent = 0;
  let failed = 0;
  let open = 0;
  await new Promise((done) => {
    const step = () => {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1);
      while (sent < due) sendOne((sent += 1));
      if (sent < total) setTimeout(step, 1);
    };
    const sendOne = (log) => {
      open += 1;
      const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
      socket.once('connect', () => {
        sentAt.set(log, performance.now());
        socket.end(motionAlarm(device, log, 1));
      });
      socket.once('error', () => (failed += 1));
      socket.once('close', () => {
        open -= 1;
        if (sent >= total && open === 0) done();
      });
      socket.resume();
    };
    step();
  });
  return { sentAt, failed };
}
