import { playbackPaths, viewingSchema } from '@casement/contract';
import type { Viewing } from '@casement/contract';
import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../../access/access.decorators.js';
import type { Principal } from '../../access/principal.js';
import { TrustedProxies } from '../../access/trusted-proxies.js';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { ApiProblems } from '../../errors/api-problems.js';
import { reachedAddresses } from '../../viewing/host-addresses.js';
import { iceServerLinks } from '../../viewing/ice-server-links.js';
import { sdpBody } from '../../viewing/sdp-body.js';
import { WhepService } from '../../viewing/whep.service.js';
import { PlaybacksService } from '../playbacks.service.js';
import { PacedLines } from './paced-lines.js';

const text = { type: 'string' } as const;

@ApiTags('playback')
@ApiParam({ name: 'id', description: 'Playback', type: String })
@ApiParam({ name: 'n', description: 'Camera number', type: Number })
@Controller('playbacks/:id/cameras/:n/whep')
export class PlaybackWhepController {
  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly playbacks: PlaybacksService,
    private readonly lines: PacedLines,
    private readonly whep: WhepService,
    private readonly proxies: TrustedProxies,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Watch a camera of a playback over WebRTC (WHEP, RFC 9725)' })
  @ApiBody({
    description: 'SDP offer that receives video',
    required: true,
    schema: text,
    type: String,
  })
  @ApiResponse({
    status: 201,
    description: 'SDP answer; Location names the viewing',
    content: { 'application/sdp': { schema: text } },
  })
  @ApiProblems(400, 401, 403, 404, 406, 409, 413, 415, 503)
  async open(
    @Param('id') id: string,
    @Param('n', ParseIntPipe) number: number,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const offerSdp = sdpBody(request, 'application/sdp');
    const open = this.playbacks.findCamera(id, number, principal);
    const [host] = this.proxies.hosts(request.headers, request.socket.remoteAddress).toReversed();
    const { id: viewing, answerSdp } = await this.whep.openCamera(this.lines.camera(open, number), {
      offerSdp,
      principal,
      reached: reachedAddresses(request.socket.localAddress, host),
    });
    response.set({
      Location: `${this.config.server.basePath}${playbackPaths.whep(id, number)}/${viewing}`,
      'Content-Type': 'application/sdp',
      'Accept-Patch': 'application/trickle-ice-sdpfrag',
      ETag: `"${viewing}"`,
      'Cache-Control': 'no-store',
    });
    const links = iceServerLinks(this.config.webrtc.iceServers);
    if (links.length > 0) {
      response.set('Link', links);
    }
    return answerSdp;
  }

  @Patch(':viewing')
  @HttpCode(204)
  @ApiOperation({ summary: 'Add trickled ICE candidates' })
  @ApiParam({ name: 'viewing', type: String })
  @ApiBody({ description: 'SDP fragment (RFC 8840)', required: true, schema: text, type: String })
  @ApiResponse({ status: 204, description: 'Taken' })
  @ApiProblems(400, 401, 404, 415, 422)
  trickle(
    @Param('viewing') viewing: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): void {
    const fragment = sdpBody(request, 'application/trickle-ice-sdpfrag');
    this.whep.addCandidates(viewing, principal, fragment);
  }

  @Get(':viewing')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Figures of a viewing, for its owner' })
  @ApiParam({ name: 'viewing', type: String })
  @ApiResponse({ status: 200, description: 'About a second old', standardSchema: viewingSchema })
  @ApiProblems(401, 404)
  show(@Param('viewing') viewing: string, @CurrentPrincipal() principal: Principal): Viewing {
    return this.whep.show(viewing, principal);
  }

  @Delete(':viewing')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the viewing at once' })
  @ApiParam({ name: 'viewing', type: String })
  @ApiResponse({ status: 204, description: 'Ended' })
  @ApiProblems(401, 404)
  end(@Param('viewing') viewing: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.whep.end(viewing, principal);
  }
}
