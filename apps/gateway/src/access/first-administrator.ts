import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { UserEntity } from '../database/entities/user.entity.js';
import { CONSOLE, type ConsoleWriter } from '../logging/console.js';
import { PasswordHasher } from './password-hasher.js';
import { newOneTimePassword } from './secret-token.js';
import { WALL_CLOCK, type WallClock } from './wall-clock.js';

/** What the contract asks of a new password; a given one is only warned about. */
const SHORT_PASSWORD = 10;

const announcement = (password: string): string => `
  Casement has made its first user:

    user                admin
    one-time password   ${password}

  It is shown only now. Replace it after the first sign-in.

`;

/** Makes the administrator `admin` in a database without users. */
@Injectable()
export class FirstAdministrator implements OnModuleInit {
  readonly #logger = new Logger('Access');

  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    @Inject(CONSOLE) private readonly console: ConsoleWriter,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
  ) {}

  async onModuleInit(): Promise<void> {
    const work = this.database.work();
    if ((await work.count(UserEntity)) > 0) {
      return;
    }
    const given = this.config.adminPassword?.reveal();
    const password = given ?? newOneTimePassword();
    try {
      await work.insert(UserEntity, {
        id: randomUUID(),
        username: 'admin',
        passwordHash: await this.hasher.hash(password),
        role: 'administrator',
        mustChangePassword: given === undefined,
        disabled: false,
        createdAt: new Date(this.now()),
      });
    } catch (error) {
      // Another gateway on the same database was faster, and has shown its password.
      if (error instanceof UniqueConstraintViolationException) {
        return;
      }
      throw error;
    }
    if (given === undefined) {
      this.console(announcement(password));
    } else if (given.length < SHORT_PASSWORD) {
      this.#logger.warn(
        `CASEMENT_ADMIN_PASSWORD is shorter than ${SHORT_PASSWORD} characters; replace it in the page`,
      );
    }
  }
}
