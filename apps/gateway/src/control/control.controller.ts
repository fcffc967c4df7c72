import {
  maxAux,
  type PtzCentre,
  ptzAuxSchema,
  ptzCentreSchema,
  ptzFocusSchema,
  ptzIrisSchema,
  type PtzMove,
  ptzMoveSchema,
  type PtzState,
  ptzStateSchema,
} from '@casement/contract';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  ParseIntPipe,
  Post,
  Req,
} from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { CurrentPrincipal, RequiresRole } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../errors/api-problems.js';
import { CameraControl } from './control.service.js';
import { pathNumber } from './path-number.js';

const Done = () => ApiResponse({ status: 204, description: 'The recorder took the command' });
const State = () =>
  ApiResponse({ status: 200, description: 'State', standardSchema: ptzStateSchema });

@ApiTags('camera control')
@ApiParam({ name: 'rid', description: 'Recorder', type: String })
@ApiParam({ name: 'n', description: 'Camera number', type: Number })
@Controller('recorders/:rid/cameras/:n')
export class ControlController {
  constructor(private readonly control: CameraControl) {}

  @Get('ptz')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Who drives a camera, and what it refused' })
  @State()
  @ApiProblems(400, 401, 403, 404)
  state(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
  ): PtzState {
    return this.control.state({ recorder, camera }, principal);
  }

  /** Asks for the role itself: what repeats while a button is held is one entry of the audit, and not many. */
  @Post('ptz')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Move a camera, or stop it with zeros',
    description:
      'Operators. A camera of whose driver nothing is heard for 0.7 s stops: repeat it every 0.4 s while it is to move.',
  })
  @State()
  @ApiProblems(400, 401, 403, 404, 409, 422, 503)
  async move(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Body({ schema: ptzMoveSchema }) move: PtzMove,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<PtzState> {
    await this.control.move({ recorder, camera }, callerOf(principal, request), move);
    return this.control.state({ recorder, camera }, principal);
  }

  @Post('ptz/take')
  @HttpCode(200)
  @RequiresRole('operator')
  @ApiOperation({
    summary: 'Take a camera over from who drives it',
    description: 'Operators from operators, administrators from everybody. What moves stops.',
  })
  @State()
  @ApiProblems(400, 401, 403, 404, 409, 503)
  take(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): PtzState {
    return this.control.take({ recorder, camera }, callerOf(principal, request));
  }

  @Post('centre')
  @HttpCode(204)
  @RequiresRole('operator')
  @ApiOperation({ summary: 'Bring a place of the picture to its middle' })
  @Done()
  @ApiProblems(400, 401, 403, 404, 409, 422, 429, 503)
  centre(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Body({ schema: ptzCentreSchema }) at: PtzCentre,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    return this.control.centre({ recorder, camera }, callerOf(principal, request), at);
  }

  @Post('focus')
  @HttpCode(204)
  @RequiresRole('operator')
  @ApiOperation({ summary: 'Focus one step nearer or farther, or automatically' })
  @Done()
  @ApiProblems(400, 401, 403, 404, 409, 422, 429, 503)
  focus(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Body({ schema: ptzFocusSchema }) { action }: z.infer<typeof ptzFocusSchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    const caller = callerOf(principal, request);
    return this.control.command({ recorder, camera }, caller, { command: 'focusCamera', action });
  }

  @Post('iris')
  @HttpCode(204)
  @RequiresRole('operator')
  @ApiOperation({ summary: 'Open or close the iris one step, or reset it' })
  @Done()
  @ApiProblems(400, 401, 403, 404, 409, 422, 429, 503)
  iris(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Body({ schema: ptzIrisSchema }) { action }: z.infer<typeof ptzIrisSchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    const caller = callerOf(principal, request);
    return this.control.command({ recorder, camera }, caller, { command: 'irisCamera', action });
  }

  @Post('aux/:k')
  @HttpCode(204)
  @RequiresRole('operator')
  @ApiParam({ name: 'k', description: 'Output, 1 to 8', type: Number })
  @ApiOperation({ summary: 'Switch an auxiliary output of a camera' })
  @Done()
  @ApiProblems(400, 401, 403, 404, 409, 422, 429, 503)
  aux(
    @Param('rid') recorder: string,
    @Param('n', ParseIntPipe) camera: number,
    @Param('k') output: string,
    @Body({ schema: ptzAuxSchema }) { on }: z.infer<typeof ptzAuxSchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    const aux = pathNumber('k', output, maxAux);
    const caller = callerOf(principal, request);
    return this.control.command({ recorder, camera }, caller, { command: 'auxCamera', aux, on });
  }
}

/** Who makes a request, and from where. */
export function callerOf(principal: Principal, request: Request) {
  return { principal, address: request.ip ?? '' };
}
