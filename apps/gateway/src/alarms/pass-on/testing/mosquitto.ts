import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedPort } from './test-server.js';

/** Debian puts it where the PATH of users does not look. */
const places = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto'];
const startMs = 5_000;

/** User name and password of the broker of the tests. */
export const brokerUser = { username: 'casement', password: 'correct horse' };

/** PEM files for TLS. */
export type BrokerCertificate = { readonly certFile: string; readonly keyFile: string };

/** A real broker on a free port of this machine, which lets in one user. */
export class TestBroker {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(port: number) {
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'casement-mqtt-'));
  }

  /** @throws when mosquitto is not installed, or does not start */
  static async start(certificate?: BrokerCertificate): Promise<TestBroker> {
    const broker = new TestBroker(await closedPort());
    broker.#configure(certificate);
    await broker.start();
    return broker;
  }

  /** Again, on the same port. */
  async start(): Promise<void> {
    const program = places.find((path) => existsSync(path));
    if (program === undefined) {
      throw new Error(`mosquitto is not installed; expected one of ${places.join(', ')}`);
    }
    const child = spawn(program, ['-c', join(this.#folder, 'mosquitto.conf')]);
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    this.#process = child;
    const giveUpAt = performance.now() + startMs;
    while (!(await this.#accepts())) {
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        throw new Error(`mosquitto did not start: ${this.#log}`);
      }
    }
  }

  /** Ends it as if the machine had lost its power. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  }

  /** Holds it: connections stay, nothing is answered. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #configure(certificate: BrokerCertificate | undefined): void {
    // It gives up root's rights, and has to read its files afterwards.
    chmodSync(this.#folder, 0o755);
    const passwords = join(this.#folder, 'passwords');
    const { username, password } = brokerUser;
    const made = spawnSync('mosquitto_passwd', ['-b', '-c', passwords, username, password]);
    if (made.status !== 0) {
      throw new Error(`mosquitto_passwd failed: ${String(made.error ?? made.stderr)}`);
    }
    chmodSync(passwords, 0o644);
    const lines = [
      `listener ${this.port} 127.0.0.1`,
      'allow_anonymous false',
      `password_file ${passwords}`,
      'persistence false',
      'max_queued_messages 0',
      ...(certificate === undefined
        ? []
        : [`certfile ${certificate.certFile}`, `keyfile ${certificate.keyFile}`]),
    ];
    writeFileSync(join(this.#folder, 'mosquitto.conf'), `${lines.join('\n')}\n`);
  }

  #accepts(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => setImmediate(() => resolve(false)));
    });
  }
}
