import type { Camera, Recorder, RecorderInput, RecorderPatch } from '@casement/contract';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { problems } from '../errors/problems.js';
import { LiveService } from '../live/live.service.js';
import { RecorderDirectory } from './recorder-directory.js';
import { RecorderStore } from './recorder-store.js';

/** What can be asked of recorders over HTTP. */
@Injectable()
export class RecordersService {
  constructor(
    private readonly directory: RecorderDirectory,
    private readonly store: RecorderStore,
    private readonly live: LiveService,
  ) {}

  list(): readonly Recorder[] {
    return this.directory.views;
  }

  /** @throws {ProblemError} 404 */
  get(id: string): Recorder {
    const recorder = this.directory.view(id);
    if (recorder === undefined) {
      throw problems.notFound(`There is no recorder "${id}".`, { recorder: id });
    }
    return recorder;
  }

  /** The cameras of a recorder that the asker may see. @throws {ProblemError} 404 */
  cameras(id: string, principal: Principal): readonly Camera[] {
    this.get(id);
    return this.live.camerasOf(id).filter(({ number }) => principal.mayView(id, number));
  }

  /** Adds a recorder and signs in. @throws {ProblemError} 409, 422 */
  async create(input: RecorderInput): Promise<Recorder> {
    if (this.directory.has(input.id)) {
      throw problems.conflict('recorder-exists', `There is a recorder "${input.id}" already.`, {
        recorder: input.id,
      });
    }
    this.directory.add(await this.store.create(input));
    return this.get(input.id);
  }

  /** Changes a recorder and opens it anew; its viewers stay. @throws {ProblemError} 404, 409, 422 */
  async update(id: string, patch: RecorderPatch): Promise<Recorder> {
    this.#requireOwn(id);
    await this.directory.replace(await this.store.update(id, patch));
    return this.get(id);
  }

  /** Forgets a recorder. @throws {ProblemError} 404, 409 */
  async remove(id: string): Promise<void> {
    this.#requireOwn(id);
    await this.store.delete(id);
    await this.directory.remove(id);
  }

  /** Tries at once what would be tried later, such as a password that was refused. @throws {ProblemError} 404 */
  retry(id: string): Recorder {
    this.get(id);
    this.directory.find(id)?.retryNow();
    return this.get(id);
  }

  #requireOwn(id: string): void {
    if (this.get(id).origin === 'file') {
      throw problems.conflict(
        'recorder-read-only',
        `The recorder "${id}" is part of the configuration file; change it there.`,
        { recorder: id },
      );
    }
  }
}
