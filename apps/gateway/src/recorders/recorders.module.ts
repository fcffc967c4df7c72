import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { RecorderDirectoryModule } from './recorder-directory.module.js';
import { RecordersController } from './recorders.controller.js';
import { RecordersService } from './recorders.service.js';

/** The HTTP surface of the recorders. */
@Module({
  imports: [RecorderDirectoryModule, LiveModule],
  controllers: [RecordersController],
  providers: [RecordersService],
  // Whoever imports this room also gets the states of its cameras.
  exports: [RecorderDirectoryModule, LiveModule],
})
export class RecordersModule {}
