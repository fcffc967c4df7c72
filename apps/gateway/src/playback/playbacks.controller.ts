import {
  type NewPlayback,
  newPlaybackSchema,
  type Playback,
  type PlaybackCommand,
  playbackCommandSchema,
  playbackSchema,
} from '@casement/contract';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../errors/api-problems.js';
import { PlaybacksService } from './playbacks.service.js';

const PlaybackId = () => ApiParam({ name: 'id', description: 'Playback', type: String });

@ApiTags('playback')
@Controller('playbacks')
export class PlaybacksController {
  constructor(private readonly playbacks: PlaybacksService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Your playbacks; for administrators all' })
  @ApiResponse({ status: 200, description: 'Playbacks', standardSchema: playbackSchema.array() })
  @ApiProblems(401)
  list(@CurrentPrincipal() principal: Principal): readonly Playback[] {
    return this.playbacks.list(principal);
  }

  @Post()
  @ApiOperation({ summary: 'Play back recordings of some cameras; it starts paused' })
  @ApiResponse({ status: 201, description: 'Started', standardSchema: playbackSchema })
  @ApiProblems(401, 403, 404, 422, 429, 503)
  create(
    @Body({ schema: newPlaybackSchema }) input: NewPlayback,
    @CurrentPrincipal() principal: Principal,
  ): Playback {
    return this.playbacks.create(input, principal);
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @PlaybackId()
  @ApiOperation({ summary: 'How a playback stands' })
  @ApiResponse({ status: 200, description: 'As it is now', standardSchema: playbackSchema })
  @ApiProblems(401, 404)
  show(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Playback {
    return this.playbacks.show(id, principal);
  }

  @Delete(':id')
  @HttpCode(204)
  @PlaybackId()
  @ApiOperation({ summary: 'End a playback; its session of the recorder is let go of' })
  @ApiResponse({ status: 204, description: 'Ended' })
  @ApiProblems(401, 404)
  end(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.playbacks.end(id, principal);
  }

  @Post(':id/commands')
  @HttpCode(200)
  @PlaybackId()
  @ApiOperation({ summary: 'Play, pause, seek, step, and so on' })
  @ApiResponse({ status: 200, description: 'As it is now', standardSchema: playbackSchema })
  @ApiProblems(401, 404, 409, 422)
  command(
    @Param('id') id: string,
    @Body({ schema: playbackCommandSchema }) command: PlaybackCommand,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Playback> {
    return this.playbacks.command(id, command, principal);
  }
}
