import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCertificate } from './certificate.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

type NginxOptions = {
  readonly upstream: string;
  readonly basePath: string;
  readonly websockets: boolean;
};

/** Debian's nginx on loopback with TLS, in front of a gateway, at a base path: as an installer would set it up. */
export class Nginx {
  readonly #child: ChildProcess;
  readonly #folder: string;
  /** With the base path and a slash at its end. */
  readonly url: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
  }

  /**
   * @param options.upstream the gateway's own address, such as `http://198.18.1.2:8080`
   * @param options.basePath with slashes at both ends; the gateway has the same one
   * @param options.websockets false: nobody told this proxy of upgrades, so that WebSockets do not get through
   */
  static async start(options: NginxOptions): Promise<Nginx> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'casement-nginx-'));
    writeCertificate(folder, ['127.0.0.1']);
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, options));
    const child = spawn(
      process.env['CASEMENT_NGINX'] ?? '/usr/sbin/nginx',
      ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    const nginx = new Nginx(child, folder, `https://127.0.0.1:${port}${options.basePath}`);
    let failure: Error | undefined;
    child.once('error', (cause) => {
      failure = new Error('nginx cannot be started (apt-get install -y nginx-light)', { cause });
    });
    try {
      await until(
        'nginx',
        10_000,
        () => {
          if (failure) {
            throw failure;
          }
          if (child.exitCode !== null) {
            throw new Error(`nginx ended with code ${child.exitCode}:\n${output.join('')}`);
          }
          return fetch(`http://127.0.0.1:${port}/`).then(
            () => true,
            () => false,
          );
        },
        () => output.join('').slice(-1500),
      );
    } catch (error) {
      await nginx.stop();
      throw error;
    }
    return nginx;
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

function configuration(
  folder: string,
  port: number,
  { upstream, basePath, websockets }: NginxOptions,
): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${join(folder, name)};`)
    .join('\n');
  // Started by root its workers would be somebody else, who may not write into the folder.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const upgrades = `
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;`;
  return `daemon off;
${user}worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 256; }
http {
${paths}
  access_log off;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${join(folder, 'certificate.pem')};
    ssl_certificate_key ${join(folder, 'key.pem')};
    location ${basePath} {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-Host $http_host;${websockets ? upgrades : ''}
      proxy_buffering off;
      proxy_read_timeout 1h;
    }
  }
}
`;
}
