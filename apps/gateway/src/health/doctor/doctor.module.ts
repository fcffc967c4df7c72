import { Module } from '@nestjs/common';
import { AlarmsModule } from '../../alarms/alarms.module.js';
import { DownloadsModule } from '../../downloads/downloads.module.js';
import { InformationModule } from '../../information/information.module.js';
import { RecorderDirectoryModule } from '../../recorders/recorder-directory.module.js';
import { TranscodingModule } from '../../transcoding/transcoding.module.js';
import { DoctorController } from './doctor.controller.js';
import { DoctorService } from './doctor.service.js';

/** The doctor. What it asks about the media threads, `MediaStatus`, is provided by their room. */
@Module({
  imports: [
    AlarmsModule,
    DownloadsModule,
    InformationModule,
    RecorderDirectoryModule,
    TranscodingModule,
  ],
  controllers: [DoctorController],
  providers: [DoctorService],
})
export class DoctorModule {}
