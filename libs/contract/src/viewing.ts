import { z } from 'zod';

/** How a picture can reach a browser, in the order in which the page tries them. */
export const deliveryWaySchema = z.enum(['webrtc', 'websocket-mse', 'hls', 'mjpeg', 'snapshot']);
export type DeliveryWay = z.infer<typeof deliveryWaySchema>;

/** `context` of the 406 problem: what would work instead. */
export const notAcceptableContextSchema = z.object({ ways: z.array(deliveryWaySchema) });
export type NotAcceptableContext = z.infer<typeof notAcceptableContextSchema>;

/**
 * What a viewing gets. `waiting`: nothing yet. `all-pictures`: everything. `key-pictures`: its network loses
 * too much, so that only pictures without predecessors are sent until it is better.
 */
export const viewingModeSchema = z.enum(['waiting', 'all-pictures', 'key-pictures']);
export type ViewingMode = z.infer<typeof viewingModeSchema>;

/** Figures of one WHEP viewing, about a second old; null while unknown. */
export const viewingSchema = z
  .object({
    id: z.string(),
    state: z.enum(['connecting', 'connected', 'closed']),
    mode: viewingModeSchema,
    transport: z.enum(['udp', 'tcp']).nullable(),
    /** Where the browser receives, as the gateway sees it. */
    remoteAddress: z.string().nullable(),
    packetsSent: z.number().int(),
    /** As the browser reports: packets that did not come, before retransmission. */
    packetsLost: z.number().int().nullable(),
    /** 0 to 1, of the browser's last report. */
    fractionLost: z.number().nullable(),
    roundTripMs: z.number().nullable(),
    jitterMs: z.number().nullable(),
    /** Packets sent again because the browser missed them. */
    retransmitted: z.number().int(),
    keyFrameRequests: z.number().int(),
    /** Access units that the browser was too slow for. */
    skippedAccessUnits: z.number().int(),
  })
  .meta({ id: 'Viewing' });
export type Viewing = z.infer<typeof viewingSchema>;

/** Paths below `<basePath>`; the page and the gateway build them with the same functions. */
export const paths = {
  api: 'api/v1',
  whep: (recorder: string, camera: number) =>
    `api/v1/recorders/${recorder}/cameras/${camera}/live/whep`,
  cameras: (recorder: string) => `api/v1/recorders/${recorder}/cameras`,
  recorder: (recorder: string) => `api/v1/recorders/${recorder}`,
  recorders: 'api/v1/recorders',
  login: 'api/v1/auth/login',
  logout: 'api/v1/auth/logout',
  me: 'api/v1/auth/me',
  password: 'api/v1/auth/password',
  tokens: 'api/v1/auth/tokens',
  doctor: 'api/v1/doctor',
  socketIo: 'socket.io',
} as const;
