import { Module } from '@nestjs/common';
import { AlarmsModule } from '../../alarms/alarms.module.js';
import { RecorderDirectoryModule } from '../../recorders/recorder-directory.module.js';
import { TranscodingModule } from '../../transcoding/transcoding.module.js';
import { DoctorController } from './doctor.controller.js';
import { DoctorService } from './doctor.service.js';

/** The doctor. What it asks about the media threads, `MediaStatus`, is provided by their room. */
@Module({
  imports: [AlarmsModule, RecorderDirectoryModule, TranscodingModule],
  controllers: [DoctorController],
  providers: [DoctorService],
})
export class DoctorModule {}
