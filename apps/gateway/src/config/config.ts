import type { Credentials, SecretText } from '@casement/protocol';

/** Injection token of the {@link CasementConfig}. */
export const CASEMENT_CONFIG = Symbol('CASEMENT_CONFIG');

/** Ports from `from` to `to`, both included. */
export type PortRange = { readonly from: number; readonly to: number };

/** A TCP address to listen on or to send to. */
export type HostPort = { readonly host: string; readonly port: number };

/** Where HTTP is served. */
export type ServerConfig = {
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  /** Begins and ends with `/`. */
  readonly basePath: string;
  /** Addresses and CIDR ranges of reverse proxies whose `X-Forwarded-…` headers are believed. */
  readonly trustProxy: readonly string[];
  /** Absolute paths of PEM files. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** Whether `/metrics` is served without a session or token. */
  readonly metricsOpen: boolean;
};

/** A STUN or TURN server, as `RTCPeerConnection` wants it. */
export type IceServer = {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
};

/** How pictures get to browsers over WebRTC. */
export type WebRtcConfig = {
  /** One port for each media thread; a single port is enough for any number of viewers. */
  readonly udpPorts: PortRange;
  /** Addresses under which browsers reach this machine, beside those of its own interfaces. */
  readonly announce: readonly string[];
  readonly iceServers: readonly IceServer[];
  /** Whether browsers that UDP does not reach may use the same port numbers over TCP (RFC 6544). */
  readonly tcp: boolean;
  /** Media threads; `auto`: one less than the machine has cores, 1 to 4, and not more than there are ports. */
  readonly workers: 'auto' | number;
  /** What encrypts the packets; `auto`: the fastest that works on this machine. */
  readonly backend: 'auto' | 'ffi' | 'wasm' | 'node';
  /** Whether the system cuts a run of packets into datagrams (UDP_SEGMENT); `auto`: after a trial. */
  readonly offload: 'auto' | 'on' | 'off';
};

/**
 * How the pictures travel from the recorder: `auto` lets the gateway choose. `rtp` and `http` are ways
 * of recorders, the `rtsp-…` ways and `cgi` those of cameras.
 */
export type RecorderTransport =
  'auto' | 'rtp' | 'http' | 'rtsp-tcp' | 'rtsp-udp' | 'rtsp-multicast' | 'cgi';

/**
 * What is known about sound beforehand, of a camera or of all cameras of a recorder. Missing: as the recorder says,
 * and then `auto`, `mu` and `left`.
 */
export type SoundKeys = {
  /** `auto`: told by what comes. `off`: the recorder is never asked for sound. */
  readonly audio?: 'auto' | 'off' | 'aac' | 'g711' | 'g726' | undefined;
  /** Which law G.711 has: it is not transmitted (B47). */
  readonly audioLaw?: 'mu' | 'a' | undefined;
  /** At which end of a byte the first code word of G.726 is: `right` as RFC 3551 has it. */
  readonly g726BitOrder?: 'left' | 'right' | undefined;
};

/** What is known about a camera beforehand. */
export type CameraConfig = SoundKeys & {
  readonly number: number;
  readonly name?: string;
  readonly codec: 'auto' | 'h264' | 'h265' | 'jpeg';
  /** How many steps of speed the recorder's PTZ commands have. */
  readonly ptzScale: 16 | 256;
};

/** A recorder (or compact camera) as the gateway has to know it before it signs in. */
export type RecorderConfig = SoundKeys & {
  readonly id: string;
  readonly name: string;
  readonly kind: 'nvr' | 'povcam';
  readonly url: URL;
  readonly credentials: Credentials;
  /** `ca` is PEM text; the fingerprint has the form `AB:CD:…`, 32 bytes. */
  readonly tls?: { readonly fingerprint256?: string; readonly ca?: string };
  readonly transport: RecorderTransport;
  /** IANA name of the zone the recorder's clock shows. */
  readonly timeZone: string;
  readonly cameras: 'auto' | readonly CameraConfig[];
  /** Which times its download commands have; missing: as `downloads.utc` says. */
  readonly downloadTime?: 'utc' | 'local' | undefined;
  readonly pacing: { readonly controlMs: number; readonly ptzMs: number };
  /** How many of the recorder's UIDs the gateway may hold. */
  readonly uidLimit: number;
  /** `file`: read-only in the page; `database`: added in the page. */
  readonly origin: 'file' | 'database';
};

/** How much is logged. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How pictures and sound are converted for those who cannot take them as they are. */
export type TranscodingConfig = {
  readonly enabled: boolean;
  /** Conversions of pictures at the same time; `auto`: as many as the machine has cores. */
  readonly maxJobs: 'auto' | number;
  /** Cores that all conversions together may use; `auto`: 80 % of the machine. */
  readonly maxCores: 'auto' | number;
  /** Absent: the variable CASEMENT_FFMPEG, else `ffmpeg` on PATH. */
  readonly ffmpegPath?: string | undefined;
  /** Of converted pictures, in pixels. */
  readonly maxHeight: number;
  /** Of converted pictures, per second. */
  readonly maxFps: number;
};

/** An HTTP server that is told every alarm of some severity. */
export type WebhookConfig = {
  /** May hold a password or a token: never log it. */
  readonly url: string;
  /** The key of the signature. */
  readonly secret: SecretText;
  readonly minSeverity: 'critical' | 'warning' | 'info';
};

/** The MQTT broker to which alarms are published. */
export type MqttConfig = {
  /** Without user name and password. */
  readonly url: string;
  readonly username?: string;
  readonly password?: SecretText;
  /** Begin of all topics, without `/` at its end. */
  readonly topic: string;
  readonly qos: 0 | 1;
};

/** What is received on TCP 1818, how long it is kept, and to whom it is passed on. */
export type AlarmsConfig = {
  /** Port 0 lets the operating system choose. */
  readonly listen: HostPort;
  /** Addresses and CIDR ranges that may send alarms beside the recorders' own. */
  readonly allow: readonly string[];
  /** Alarms per second. */
  readonly ratePerSource: number;
  readonly retentionDays: number;
  /** The oldest make room. */
  readonly maxKept: number;
  /** Whether the local times of devices that say "summer time" are summer time (A26). */
  readonly summerTimeIncluded: boolean;
  /** Our own in what is passed on, such as `02:00:5E:10:00:01`; null: made once and kept in `dataDir`. */
  readonly mac: string | null;
  readonly forward: readonly HostPort[];
  readonly forwarding: {
    /** After the first attempt. */
    readonly retries: number;
    /** Whether version 1 becomes version 2 on its way, as recorders do. */
    readonly actAsRecorder: boolean;
  };
  readonly webhooks: readonly WebhookConfig[];
  readonly mqtt: MqttConfig | null;
};

/** Where files of recordings are kept, how many, and for how long. */
export type DownloadsConfig = {
  /** Absolute path. */
  readonly dir: string;
  readonly retentionDays: number;
  /** Of all files together, in 10^9 bytes. */
  readonly maxGb: number;
  /** What stays free on the disk, in 10^9 bytes. */
  readonly reserveGb: number;
  /** Transfers at the same time; recorders refuse the third (B68). */
  readonly perRecorder: number;
  /** Whether recorders take the times of download commands as UTC, unless a recorder says otherwise. */
  readonly utc: boolean;
};

/** Everything the gateway is told from outside, checked and with defaults filled in. */
export type CasementConfig = {
  readonly server: ServerConfig;
  /** `file:` and an absolute path, or `postgres://…`. Holds a secret: never log it. */
  readonly database: { readonly url: string };
  /** Absolute path of the folder for the key of the stored passwords and for work files. */
  readonly dataDir: string;
  readonly access: { readonly anonymousRole: 'none' | 'viewer' };
  /** `json`: one object per line. `text`: for people. */
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'text' };
  readonly webrtc: WebRtcConfig;
  readonly alarms: AlarmsConfig;
  readonly downloads: DownloadsConfig;
  readonly live: {
    /** Where recorders send RTP to; the even ports of the range are used. */
    readonly rtpPorts: PortRange;
    /** How long an upstream outlives its last viewer, in seconds. */
    readonly lingerS: number;
    /** How long `transport: auto` waits for the first RTP packet before it asks for HTTP. */
    readonly firstPacketMs: number;
    /** Whether a viewer gets the pictures since the last key frame at once instead of waiting for the next one. */
    readonly instantStart: boolean;
  };
  readonly transcoding: TranscodingConfig;
  readonly recorders: readonly RecorderConfig[];
  /** First password of `admin`, used only while there is no user yet; absent: a one-time password is made. */
  readonly adminPassword?: Credentials;
};
