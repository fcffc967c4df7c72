import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Credentials, SecretText } from '@casement/protocol';
import type { AlarmsConfig, CasementConfig, IceServer, RecorderConfig } from './config.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { ConfigFiles, type ReadText } from './config-files.js';
import { configSchema, type ParsedConfig } from './config-schema.js';
import { crossChecks } from './cross-checks.js';
import { describeIssues } from './describe-issues.js';
import { overrideFromEnvironment, unknownVariables } from './environment-keys.js';
import { type Environment, expand } from './expand.js';
import { parseYaml } from './parse-yaml.js';

/** Where a configuration comes from. */
export type ConfigSource = {
  /** Text of the YAML or JSON file; absent: defaults and the environment alone. */
  readonly text?: string;
  /** Folder at which relative paths start. */
  readonly baseDir: string;
  readonly env: Environment;
  /** Reads the files that the configuration names. */
  readonly read?: ReadText;
};

type ParsedRecorder = ParsedConfig['recorders'][number];

const recorderConfig = (parsed: ParsedRecorder): RecorderConfig => {
  const { id, name, url, username, password, passwordFile, tls, cameras, ...same } = parsed;
  const { fingerprint256, caFile } = tls ?? {};
  return {
    ...same,
    id,
    name: name ?? id,
    url,
    credentials: new Credentials(username, password ?? passwordFile ?? ''),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(fingerprint256 === undefined ? {} : { fingerprint256 }),
            ...(caFile === undefined ? {} : { ca: caFile }),
          },
        }),
    cameras:
      cameras?.map(({ name: cameraName, ...camera }) =>
        cameraName === undefined ? camera : { ...camera, name: cameraName },
      ) ?? 'auto',
    origin: 'file',
  };
};

const iceServer = ({
  urls,
  username,
  credential,
}: ParsedConfig['webrtc']['iceServers'][number]): IceServer => ({
  urls,
  ...(username === undefined ? {} : { username }),
  ...(credential === undefined ? {} : { credential }),
});

const mqttConfig = ({
  username,
  password,
  ...same
}: NonNullable<ParsedConfig['alarms']['mqtt']>): NonNullable<AlarmsConfig['mqtt']> => ({
  ...same,
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password: new SecretText(password) }),
});

const alarmsConfig = ({ mac, webhooks, mqtt, ...same }: ParsedConfig['alarms']): AlarmsConfig => ({
  ...same,
  mac: mac ?? null,
  webhooks: webhooks.map(({ secret, ...webhook }) => ({
    ...webhook,
    secret: new SecretText(secret),
  })),
  mqtt: mqtt === undefined ? null : mqttConfig(mqtt),
});

const casementConfig = (
  parsed: ParsedConfig,
  adminPassword: string | undefined,
): CasementConfig => {
  const { tls, ...server } = parsed.server;
  return {
    ...parsed,
    server: tls === undefined ? server : { ...server, tls },
    database: { url: parsed.database.url ?? `file:${parsed.dataDir}/casement.db` },
    webrtc: { ...parsed.webrtc, iceServers: parsed.webrtc.iceServers.map(iceServer) },
    alarms: alarmsConfig(parsed.alarms),
    downloads: { ...parsed.downloads, dir: parsed.downloads.dir ?? `${parsed.dataDir}/downloads` },
    recorders: parsed.recorders.map(recorderConfig),
    ...(adminPassword === undefined
      ? {}
      : { adminPassword: new Credentials('admin', adminPassword) }),
  };
};

const readAdminPassword = (
  env: Environment,
  files: ConfigFiles,
): { readonly value?: string; readonly problem?: ConfigProblem } => {
  const value = env['CASEMENT_ADMIN_PASSWORD'];
  const file = env['CASEMENT_ADMIN_PASSWORD_FILE'];
  if (value !== undefined && value !== '') {
    return { value };
  }
  if (file === undefined || file === '') {
    return {};
  }
  const read = files.secret().safeParse(file);
  return read.success && read.data !== ''
    ? { value: read.data }
    : {
        problem: {
          path: 'CASEMENT_ADMIN_PASSWORD_FILE',
          message: read.error?.issues[0]?.message ?? 'found an empty file, expected a password',
        },
      };
};

/** One line per key: the first mistake that was found there says enough. */
const onePerPath = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] =>
  problems.filter(
    ({ path }, index) => problems.findIndex((problem) => problem.path === path) === index,
  );

/**
 * Checks a configuration and fills in its defaults (design: every key of the YAML file, each single value
 * also as `CASEMENT_…` variable, which wins; `${NAME}` replaced from the environment).
 *
 * @throws {ConfigError} with every mistake at once
 */
export const parseConfig = ({ text, baseDir, env, read }: ConfigSource): CasementConfig => {
  const files = new ConfigFiles(baseDir, read);
  const schema = configSchema(files);
  const expanded = expand(text === undefined ? {} : (parseYaml(text) ?? {}), env);
  const { value: raw, origin } = overrideFromEnvironment(expanded.value, schema, env);
  const result = schema.safeParse(raw);
  const admin = readAdminPassword(env, files);
  const fromEnvironment = new Set(expanded.fromEnvironment);
  const problems = onePerPath([
    ...expanded.problems.filter(({ path }) => !origin.has(path)),
    ...describeIssues(result.error?.issues ?? [], { schema, raw, fromEnvironment, origin }),
    ...crossChecks(raw),
    ...(admin.problem === undefined ? [] : [admin.problem]),
  ]);
  if (problems.length > 0 || !result.success) {
    throw new ConfigError(problems);
  }
  return casementConfig(result.data, admin.value);
};

/**
 * Loads the configuration of a gateway.
 *
 * @param source `file`: path of the YAML file; without it there are defaults and the environment
 * @throws {ConfigError} with one line per bad key
 */
export const loadConfig = ({
  file,
  env,
}: {
  readonly file?: string;
  readonly env: Environment;
}): CasementConfig => {
  if (file === undefined) {
    return parseConfig({ baseDir: process.cwd(), env });
  }
  const path = resolve(file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new ConfigError([{ path, message: `cannot be read (${code})` }]);
  }
  return parseConfig({ text, baseDir: dirname(path), env });
};

/** Sentences about `CASEMENT_…` variables that set nothing, for the log. */
export const configWarnings = (env: Environment): readonly string[] =>
  unknownVariables(configSchema(new ConfigFiles('/')), env);
