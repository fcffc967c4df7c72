import { maxPreset, type Preset, presetInputSchema, presetSchema } from '@casement/contract';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Put,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { CurrentPrincipal, RequiresRole } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { callerOf } from '../control.controller.js';
import { pathNumber } from '../path-number.js';
import { PresetsService } from './presets.service.js';

/** Nothing has to be said about a preset. */
const bodySchema = presetInputSchema.prefault({});
const binary = { type: 'string', format: 'binary' } as const;
const PresetNumber = () => ApiParam({ name: 'p', description: 'Preset, 1 to 256', type: Number });

@ApiTags('camera control')
@ApiParam({ name: 'rid', description: 'Recorder', type: String })
@ApiParam({ name: 'n', description: 'Camera number', type: Number })
@Controller('recorders/:rid/cameras/:n/presets')
export class PresetsController {
  constructor(private readonly presets: PresetsService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The presets of a camera that were stored through the gateway' })
  @ApiResponse({ status: 200, description: 'By number', standardSchema: presetSchema.array() })
  @ApiProblems(400, 401, 403, 404)
  list(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
  ): Promise<readonly Preset[]> {
    return this.presets.list({ recorder, camera }, principal);
  }

  @Put(':p')
  @RequiresRole('operator')
  @PresetNumber()
  @ApiBody({ required: false })
  @ApiOperation({ summary: 'Store where the camera looks now, and take a picture of it' })
  @ApiResponse({ status: 200, description: 'Stored', standardSchema: presetSchema })
  @ApiProblems(400, 401, 403, 404, 409, 422, 429, 503)
  put(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Param('p') preset: string,
    @Body({ schema: bodySchema }) { name }: z.infer<typeof presetInputSchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<Preset> {
    const number = pathNumber('p', preset, maxPreset);
    return this.presets.put({ recorder, camera }, callerOf(principal, request), { number, name });
  }

  @Post(':p/go')
  @HttpCode(204)
  @RequiresRole('operator')
  @PresetNumber()
  @ApiOperation({ summary: 'Send a camera to a preset, whoever stored it' })
  @ApiResponse({ status: 204, description: 'The recorder took the command' })
  @ApiProblems(400, 401, 403, 404, 409, 422, 429, 503)
  go(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Param('p') preset: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    const number = pathNumber('p', preset, maxPreset);
    return this.presets.go({ recorder, camera }, callerOf(principal, request), number);
  }

  @Get(':p/thumbnail.jpg')
  @PresetNumber()
  @ApiOperation({ summary: 'What the camera saw when the preset was stored' })
  @ApiResponse({
    status: 200,
    description: 'At most 64 KiB',
    content: { 'image/jpeg': { schema: binary } },
  })
  @ApiResponse({ status: 304, description: 'Still the same picture' })
  @ApiProblems(400, 401, 403, 404, 422)
  async thumbnail(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Param('p') preset: string,
    @CurrentPrincipal() principal: Principal,
    @Res() response: Response,
  ): Promise<void> {
    const number = pathNumber('p', preset, maxPreset);
    const { jpeg, storedAt } = await this.presets.thumbnail(
      { recorder, camera },
      principal,
      number,
    );
    response
      .status(200)
      .set({
        'Content-Type': 'image/jpeg',
        // Another one takes its place when the preset is stored anew.
        'Cache-Control': 'private, no-cache',
        'Last-Modified': storedAt.toUTCString(),
        ETag: `"${storedAt.getTime()}"`,
      })
      .send(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  }
}
