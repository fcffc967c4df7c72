import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCertificate } from './certificate.js';
import { type DemoPlace, onLoopback } from './demo.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** Its password needs care wherever it is quoted. */
const username = 'casement';
const credential = 'a "quoted", tricky; \\ password';

/** Debian's coturn with one account, for UDP, TCP and TLS; relays to its own host, which only tests do. */
export class TurnServer {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #host: string;
  /** For UDP and TCP. */
  readonly port: number;
  readonly tlsPort: number;
  /** SHA-256 of the certificate's public key in base64, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly publicKeyHash: string;
  readonly username = username;
  readonly credential = credential;

  private constructor(
    child: ChildProcess,
    folder: string,
    at: { host: string; port: number; tlsPort: number; publicKeyHash: string },
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#host = at.host;
    this.port = at.port;
    this.tlsPort = at.tlsPort;
    this.publicKeyHash = at.publicKeyHash;
  }

  /** @param place where it runs: its host must be the place's own address */
  static async start(place: DemoPlace = onLoopback): Promise<TurnServer> {
    const { host } = place;
    const port = await freePort();
    const tlsPort = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'casement-turn-'));
    const { certificateFile, keyFile, publicKeyHash } = writeCertificate(folder, [host]);
    const command = [
      ...place.prefix,
      process.env['CASEMENT_TURNSERVER'] ?? '/usr/bin/turnserver',
      '-n',
      `--listening-ip=${host}`,
      `--listening-port=${port}`,
      `--tls-listening-port=${tlsPort}`,
      `--cert=${certificateFile}`,
      `--pkey=${keyFile}`,
      `--relay-ip=${host}`,
      '--min-port=49200',
      '--max-port=49299',
      '--lt-cred-mech',
      '--realm=casement.test',
      `--user=${username}:${credential}`,
      '--allow-loopback-peers',
      '--no-dtls',
      '--no-cli',
      '--no-multicast-peers',
      '--simple-log',
      '--log-file=stdout',
      `--pidfile=${join(folder, 'turnserver.pid')}`,
      `--userdb=${join(folder, 'turndb')}`,
    ];
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output.push(text);
        output.splice(0, Math.max(0, output.length - 100));
      });
    }
    const server = new TurnServer(child, folder, {
      host,
      port,
      tlsPort,
      publicKeyHash,
    });
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
          return isOpen(host, port);
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
  iceServers(transport: 'udp' | 'tcp' | 'tls'): readonly object[] {
    const urls =
      transport === 'tls'
        ? `turns:${this.#host}:${this.tlsPort}?transport=tcp`
        : `turn:${this.#host}:${this.port}?transport=${transport}`;
    return [{ urls: [urls], username, credential }];
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

/** Whether somebody takes TCP connections there; coturn opens its UDP port first. */
async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return connected;
}
