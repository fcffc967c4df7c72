import { type RecorderInput, recorderInputSchema, type RecorderPatch } from '@casement/contract';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { WALL_CLOCK, type WallClock } from '../access/wall-clock.js';
import { CASEMENT_CONFIG, type CasementConfig, type RecorderConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { StoredRecorderEntity } from '../database/entities/stored-recorder.entity.js';
import { problems } from '../errors/problems.js';
import { KEY_FILE, openSecretBox, type SecretBox } from './secret-box.js';
import { recorderConfigOf, recorderInputProblems } from './stored-settings.js';

/** More recorders than one gateway serves. */
export const MAX_STORED_RECORDERS = 1_000;

/** Everything but id and password, as it is stored. */
const settingsSchema = recorderInputSchema.omit({ id: true, password: true });

/**
 * The recorders that were added in the page, in the database. Their passwords are encrypted with the key
 * in `dataDir`; they leave this class only as {@link Credentials}.
 */
@Injectable()
export class RecorderStore implements OnModuleInit {
  readonly #logger = new Logger('RecorderStore');
  #box: SecretBox | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
  ) {}

  onModuleInit(): void {
    this.#openBox();
  }

  /**
   * All recorders that were added in the page. One that cannot be used any more (its password was
   * encrypted with another key, or the configuration file has one of the same id) is left out and logged.
   */
  async all(): Promise<RecorderConfig[]> {
    const rows = await this.database
      .work()
      .find(StoredRecorderEntity, {}, { orderBy: { createdAt: 'asc', id: 'asc' } });
    return rows.flatMap((row) => {
      if (this.#isInFile(row.id)) {
        this.#logger.warn(
          `the recorder "${row.id}" of the database is hidden by that of the configuration file`,
        );
        return [];
      }
      const recorder = this.#read(row);
      return recorder === undefined ? [] : [recorder];
    });
  }

  /**
   * Adds a recorder.
   *
   * @throws {ProblemError} 409 when the id is taken or there are too many, 422 for values that cannot be used
   */
  async create(input: RecorderInput): Promise<RecorderConfig> {
    this.#check(input);
    if (this.#isInFile(input.id)) {
      throw this.#taken(input.id);
    }
    const work = this.database.work();
    const existing = await work.findOne(StoredRecorderEntity, { id: input.id });
    if (existing !== null && this.#read(existing) !== undefined) {
      throw this.#taken(input.id);
    }
    if (existing === null && (await work.count(StoredRecorderEntity)) >= MAX_STORED_RECORDERS) {
      throw problems.conflict(
        'too-many-recorders',
        `There are ${MAX_STORED_RECORDERS} recorders already.`,
      );
    }
    const now = new Date(this.now());
    const sealed = this.#seal(input);
    try {
      if (existing === null) {
        await work.insert(StoredRecorderEntity, {
          id: input.id,
          ...sealed,
          createdAt: now,
          updatedAt: now,
        });
      } else {
        // Unreadable since the key was lost: entering it again is the way out.
        await work.nativeUpdate(
          StoredRecorderEntity,
          { id: input.id },
          { ...sealed, updatedAt: now },
        );
      }
    } catch (error) {
      throw error instanceof UniqueConstraintViolationException ? this.#taken(input.id) : error;
    }
    return recorderConfigOf(input);
  }

  /**
   * Changes a recorder; keys that are not given stay as they are, the password too.
   *
   * @throws {ProblemError} 404 for an unknown id, 422 for values that cannot be used
   */
  async update(id: string, patch: RecorderPatch): Promise<RecorderConfig> {
    const work = this.database.work();
    const row = await work.findOne(StoredRecorderEntity, { id });
    if (row === null) {
      throw this.#unknown(id);
    }
    const password = patch.password ?? this.#password(row);
    if (password === undefined) {
      throw problems.unprocessable(
        `The stored password of "${id}" cannot be read any more; enter it again.`,
      );
    }
    const merged = recorderInputSchema.parse({
      ...settingsSchema.parse(row.settings),
      ...patch,
      id,
      password,
    });
    this.#check(merged);
    await work.nativeUpdate(
      StoredRecorderEntity,
      { id },
      { ...this.#seal(merged), updatedAt: new Date(this.now()) },
    );
    return recorderConfigOf(merged);
  }

  /**
   * Forgets a recorder.
   *
   * @throws {ProblemError} 404 for an unknown id
   */
  async delete(id: string): Promise<void> {
    if ((await this.database.work().nativeDelete(StoredRecorderEntity, { id })) === 0) {
      throw this.#unknown(id);
    }
  }

  #openBox(): SecretBox {
    if (this.#box === undefined) {
      const { box, wasReadable } = openSecretBox(this.config.dataDir);
      if (wasReadable) {
        this.#logger.warn(`${KEY_FILE} could be read by other users; corrected`);
      }
      this.#box = box;
    }
    return this.#box;
  }

  #isInFile(id: string): boolean {
    return this.config.recorders.some((recorder) => recorder.id === id);
  }

  #seal({ id, password, ...settings }: RecorderInput) {
    return { encryptedPassword: this.#openBox().seal(password, id), settings };
  }

  #password(row: { id: string; encryptedPassword: string }): string | undefined {
    try {
      return this.#openBox().open(row.encryptedPassword, row.id);
    } catch (error) {
      this.#logger.error({
        err: error,
        msg: `the password of the recorder "${row.id}" cannot be read: restore ${KEY_FILE}, or enter it again`,
      });
      return undefined;
    }
  }

  #read(row: {
    id: string;
    encryptedPassword: string;
    settings: unknown;
  }): RecorderConfig | undefined {
    const settings = settingsSchema.safeParse(row.settings);
    if (!settings.success) {
      this.#logger.error(
        `the recorder "${row.id}" of the database is damaged (${settings.error.issues[0]?.path.join('.') ?? ''})`,
      );
      return undefined;
    }
    const password = this.#password(row);
    return password === undefined
      ? undefined
      : recorderConfigOf({ ...settings.data, id: row.id, password });
  }

  #check(input: RecorderInput): void {
    const issues = recorderInputProblems(input);
    if (issues.length > 0) {
      throw problems.invalid(issues);
    }
  }

  #taken(id: string) {
    return problems.conflict('recorder-exists', `There is a recorder "${id}" already.`, { id });
  }

  #unknown(id: string) {
    return problems.notFound(`There is no recorder "${id}" that was added in the page.`, { id });
  }
}
