import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** Its password needs care wherever it is quoted. */
const username = 'casement';
const credential = 'a "quoted", tricky; \\ password';

/** Debian's coturn on loopback with one account, for UDP and TCP; relays to loopback only in tests. */
export class TurnServer {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly port: number;
  readonly username = username;
  readonly credential = credential;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.port = port;
  }

  static async start(): Promise<TurnServer> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'casement-turn-'));
    const child = spawn(
      process.env['CASEMENT_TURNSERVER'] ?? '/usr/bin/turnserver',
      [
        '-n',
        '--listening-ip=127.0.0.1',
        `--listening-port=${port}`,
        '--relay-ip=127.0.0.1',
        '--min-port=49200',
        '--max-port=49299',
        '--lt-cred-mech',
        '--realm=casement.test',
        `--user=${username}:${credential}`,
        '--allow-loopback-peers',
        '--no-tls',
        '--no-dtls',
        '--no-cli',
        '--no-multicast-peers',
        '--simple-log',
        '--log-file=stdout',
        `--pidfile=${join(folder, 'turnserver.pid')}`,
        `--userdb=${join(folder, 'turndb')}`,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output.push(text);
        output.splice(0, Math.max(0, output.length - 100));
      });
    }
    const server = new TurnServer(child, folder, port);
    let failure: Error | undefined;
    child.once('error', (cause) => {
      failure = new Error('coturn cannot be started (apt-get install -y coturn)', { cause });
    });
    try {
      await until(
        'coturn',
        15_000,
        () => {
          if (failure) {
            throw failure;
          }
          if (child.exitCode !== null) {
            throw new Error(`coturn ended with code ${child.exitCode}:\n${output.join('')}`);
          }
          return listensOn(port);
        },
        () => output.join('').slice(-1500),
      );
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** As `webrtc.iceServers` wants it. */
  iceServers(transport: 'udp' | 'tcp'): readonly object[] {
    return [{ urls: [`turn:127.0.0.1:${this.port}?transport=${transport}`], username, credential }];
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.pid !== undefined && this.#child.exitCode === null) {
      this.#child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether somebody takes TCP connections on loopback; coturn opens its UDP port first. */
async function listensOn(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}
