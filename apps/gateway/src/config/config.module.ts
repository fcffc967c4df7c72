import { type DynamicModule, Global, Module } from '@nestjs/common';
import { WALL_CLOCK } from '../access/wall-clock.js';
import { CONSOLE } from '../logging/console.js';
import { CLOCK, systemClock } from '../net/clock.js';
import { CASEMENT_CONFIG } from './config.js';
import type { Surroundings } from './surroundings.js';

/** What every room may ask for: the configuration, the clocks and the console. */
@Global()
@Module({})
export class ConfigModule {
  static register({ config, wallClock, console }: Surroundings): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CASEMENT_CONFIG, useValue: config },
        { provide: CLOCK, useValue: systemClock },
        { provide: WALL_CLOCK, useValue: wallClock },
        { provide: CONSOLE, useValue: console },
      ],
      exports: [CASEMENT_CONFIG, CLOCK, WALL_CLOCK, CONSOLE],
    };
  }
}
