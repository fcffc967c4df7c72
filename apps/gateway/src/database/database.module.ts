import { Global, Logger, Module } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/core';
import { CASEMENT_CONFIG, type CasementConfig } from '../config/config.js';
import { Database } from './database.js';
import { openDatabase } from './open-database.js';

const logger = new Logger('Database');

@Global()
@Module({
  providers: [
    {
      provide: MikroORM,
      inject: [CASEMENT_CONFIG],
      useFactory: (config: CasementConfig) =>
        openDatabase({
          url: config.database.url,
          log: { warn: (line) => logger.warn(line) },
        }),
    },
    Database,
  ],
  exports: [Database],
})
export class DatabaseModule {}
