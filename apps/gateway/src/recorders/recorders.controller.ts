import {
  type Camera,
  cameraSchema,
  type Recorder,
  type RecorderInput,
  recorderInputSchema,
  type RecorderPatch,
  recorderPatchSchema,
  recorderSchema,
} from '@casement/contract';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequiresRole } from '../access/access.decorators.js';
import type { Principal } from '../access/principal.js';
import { ApiProblems } from '../errors/api-problems.js';
import { RecordersService } from './recorders.service.js';

const RecorderId = () => ApiParam({ name: 'rid', description: 'Recorder', type: String });

@ApiTags('recorders')
@Controller('recorders')
export class RecordersController {
  constructor(private readonly recorders: RecordersService) {}

  @Get()
  @ApiOperation({ summary: 'All recorders' })
  @ApiResponse({ status: 200, description: 'Recorders', standardSchema: recorderSchema.array() })
  @ApiProblems(401)
  list(): readonly Recorder[] {
    return this.recorders.list();
  }

  @Post()
  @RequiresRole('administrator')
  @ApiOperation({ summary: 'Add a recorder and sign in to it' })
  @ApiResponse({ status: 201, description: 'Added', standardSchema: recorderSchema })
  @ApiProblems(401, 403, 409, 422)
  create(@Body({ schema: recorderInputSchema }) input: RecorderInput): Promise<Recorder> {
    return this.recorders.create(input);
  }

  @Get(':rid')
  @RecorderId()
  @ApiOperation({ summary: 'One recorder' })
  @ApiResponse({ status: 200, description: 'Recorder', standardSchema: recorderSchema })
  @ApiProblems(401, 404)
  get(@Param('rid') id: string): Recorder {
    return this.recorders.get(id);
  }

  @Patch(':rid')
  @RequiresRole('administrator')
  @RecorderId()
  @ApiOperation({ summary: 'Change a recorder that was added in the page' })
  @ApiResponse({ status: 200, description: 'Changed', standardSchema: recorderSchema })
  @ApiProblems(401, 403, 404, 409, 422)
  update(
    @Param('rid') id: string,
    @Body({ schema: recorderPatchSchema }) patch: RecorderPatch,
  ): Promise<Recorder> {
    return this.recorders.update(id, patch);
  }

  @Delete(':rid')
  @HttpCode(204)
  @RequiresRole('administrator')
  @RecorderId()
  @ApiOperation({ summary: 'Forget a recorder that was added in the page' })
  @ApiResponse({ status: 204, description: 'Forgotten' })
  @ApiProblems(401, 403, 404, 409)
  remove(@Param('rid') id: string): Promise<void> {
    return this.recorders.remove(id);
  }

  @Post(':rid/retry')
  @HttpCode(200)
  @RequiresRole('operator')
  @RecorderId()
  @ApiOperation({ summary: 'Try at once what the gateway would try later' })
  @ApiResponse({ status: 200, description: 'Being tried', standardSchema: recorderSchema })
  @ApiProblems(401, 403, 404)
  retry(@Param('rid') id: string): Recorder {
    return this.recorders.retry(id);
  }

  @Get(':rid/cameras')
  @RecorderId()
  @ApiOperation({ summary: 'The cameras of a recorder' })
  @ApiResponse({ status: 200, description: 'Cameras', standardSchema: cameraSchema.array() })
  @ApiProblems(401, 404)
  cameras(@Param('rid') id: string, @CurrentPrincipal() principal: Principal): readonly Camera[] {
    return this.recorders.cameras(id, principal);
  }
}
