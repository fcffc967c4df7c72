import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import type { StoredDownload } from './download-record.js';
import { manifestNames, manifestText } from './manifest.js';
import { syncFolder } from './piece-folder.js';
import { RecorderDownloads } from './recorder-downloads.js';
import { openSigningKey, type SigningKey } from './signing-key.js';

/** As it stands in the package of the gateway, two folders above this file, built or not. */
function gatewayVersion(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}

/** What makes files hold up: the signed manifest beside them (see docs/downloads.md). */
@Injectable()
export class DownloadEvidence {
  readonly #key: SigningKey;
  readonly #version = gatewayVersion();

  constructor(
    @Inject(CASEMENT_CONFIG) config: CasementConfig,
    private readonly recorders: RecorderDownloads,
  ) {
    this.#key = openSigningKey(config.dataDir);
  }

  /** PEM. */
  get publicKey(): string {
    return this.#key.publicPem;
  }

  /** Writes manifest, signature and public key into the folder of a download. */
  async write(stored: StoredDownload, folder: string): Promise<void> {
    const text = manifestText(stored, this.recorders.find(stored.record.recorder), {
      version: this.#version,
      publicKey: this.publicKey,
    });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replace(folder, manifestNames.publicKey, this.publicKey);
    await replace(folder, manifestNames.signature, this.#key.sign(Buffer.from(text)));
    await replace(folder, manifestNames.manifest, text);
    await syncFolder(folder);
  }
}

/** Nobody ever reads half of it. */
async function replace(folder: string, name: string, text: string): Promise<void> {
  const aside = join(folder, `${name}.new`);
  const handle = await open(aside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, join(folder, name));
}
