import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RunSender } from './run-sender.js';

const packetBytes = 1_222;
const lastPacketBytes = 700;
const wholePackets = 3;
/** Loopback delivers at once; a second is for a machine that is busy starting everything else. */
const trialTimeoutMs = 1_000;

/**
 * Sends a run over loopback and waits for its packets; what is wrong in words, or `undefined`. Whether the kernel knows
 * `UDP_SEGMENT`, whether a sandbox allows the call and whether our idea of its structures is right: all shows here.
 */
export async function runSenderDefect(sender: RunSender): Promise<string | undefined> {
  const from = createSocket('udp4');
  const to = createSocket('udp4');
  try {
    await bind(from);
    await bind(to);
    return await trial(sender, from, to);
  } catch (error) {
    return `the trial on 127.0.0.1 could not be made: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    from.close();
    to.close();
  }
}

async function trial(sender: RunSender, from: Socket, to: Socket): Promise<string | undefined> {
  const run = Uint8Array.from(
    { length: wholePackets * packetBytes + lastPacketBytes },
    (_, index) => Math.floor(index / packetBytes) + 1,
  );
  const received = receive(to, wholePackets + 1);
  const outcome = sender.send(
    run,
    packetBytes,
    sender.open(from, 4, '127.0.0.1', to.address().port),
  );
  if (outcome !== 'sent') {
    return `a run of ${wholePackets + 1} packets to 127.0.0.1 was ${outcome}; expected it to be sent`;
  }
  const datagrams = await received;
  const sizes = datagrams.map(({ length }) => length).join(', ');
  const areCutRight =
    datagrams.length === wholePackets + 1 &&
    datagrams.every(({ length }, nth) => nth === wholePackets || length === packetBytes);
  return areCutRight && Buffer.concat(datagrams).equals(run)
    ? undefined
    : `a run of ${wholePackets + 1} packets to 127.0.0.1 arrived as ${datagrams.length} (${sizes} bytes)`;
}

async function bind(socket: Socket): Promise<void> {
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
}

/** The first datagrams of a socket, or those that came in time. */
function receive(socket: Socket, count: number): Promise<Buffer[]> {
  return new Promise((resolve) => {
    const datagrams: Buffer[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      resolve(datagrams);
    };
    const timer = setTimeout(finish, trialTimeoutMs);
    socket.on('message', (datagram) => {
      datagrams.push(datagram);
      if (datagrams.length === count) {
        finish();
      }
    });
  });
}
