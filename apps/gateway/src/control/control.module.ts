import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { RecorderDirectoryModule } from '../recorders/recorder-directory.module.js';
import { ViewingModule } from '../viewing/viewing.module.js';
import { ControlMetrics } from './control-metrics.js';
import { ControlRelay } from './control-relay.js';
import { ControlController } from './control.controller.js';
import { CameraControl } from './control.service.js';
import { PresetStore } from './presets/preset-store.js';
import { PresetsController } from './presets/presets.controller.js';
import { PresetsService } from './presets/presets.service.js';

/** Cameras that are moved: who drives, and that every movement ends. */
@Module({
  imports: [RecorderDirectoryModule, LiveModule, ViewingModule],
  controllers: [ControlController, PresetsController],
  providers: [CameraControl, ControlMetrics, ControlRelay, PresetStore, PresetsService],
  exports: [ControlRelay],
})
export class ControlModule {}
