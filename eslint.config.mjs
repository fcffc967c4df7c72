import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

/** Which rooms a room may know: ARCHITECTURE.md, "The walls". */
const walls = [
  { sourceTag: 'scope:bytes', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:protocol', onlyDependOnLibsWithTags: ['scope:bytes'] },
  { sourceTag: 'scope:media', onlyDependOnLibsWithTags: ['scope:bytes'] },
  { sourceTag: 'scope:contract', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:web', onlyDependOnLibsWithTags: ['scope:contract'] },
  ...['scope:gateway', 'scope:simulator'].map((sourceTag) => ({
    sourceTag,
    onlyDependOnLibsWithTags: ['scope:bytes', 'scope:protocol', 'scope:media', 'scope:contract'],
  })),
  // The tests of the whole house read the simulator's pictures.
  { sourceTag: 'scope:e2e', onlyDependOnLibsWithTags: ['scope:contract', 'scope:simulator'] },
];

const onlyInWebrtc = {
  group: ['werift', 'werift/*'],
  message: 'werift is known only in libs/media/src/webrtc, so that it can be replaced there.',
};
const onlyInFfmpeg = {
  group: ['fluent-ffmpeg', 'node:child_process', 'child_process'],
  message: 'Processes are started only in libs/media/src/ffmpeg, which also ends them.',
};
const noSockets = {
  group: ['node:net', 'node:tls', 'node:dgram', 'node:http', 'node:https', 'undici'],
  message: 'Libraries open no socket: apps/gateway dials, libraries turn bytes into messages.',
};

const onlyInWebrtcFfi = {
  group: ['koffi'],
  message:
    'Foreign functions are called only in libs/media/src/webrtc, which also checks that they work.',
};
const onlyInMediaRoom = {
  group: ['node:worker_threads', 'worker_threads'],
  message: 'Threads are started only in apps/gateway/src/media, which also ends them.',
};

/** The rooms of libs/media, and those that each may know besides itself: what is to its left. */
const mediaRooms = {
  rtp: [],
  codec: ['rtp'],
  ingest: ['rtp', 'codec'],
  gop: ['rtp', 'codec', 'ingest'],
  webrtc: ['rtp', 'codec', 'ingest', 'gop'],
  fmp4: ['rtp', 'codec', 'ingest', 'gop'],
  hls: ['rtp', 'codec', 'ingest', 'gop', 'fmp4'],
  ffmpeg: ['codec', 'gop', 'fmp4'],
};
/** What only one of the rooms may use. */
const ofMediaRooms = {
  webrtc: [onlyInWebrtc, onlyInWebrtcFfi, noSockets],
  ffmpeg: [onlyInFfmpeg],
};
const mediaOrder = Object.entries(mediaRooms).map(([room, known]) => ({
  files: [`**/libs/media/src/${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: Object.keys(mediaRooms)
              .filter((other) => other !== room && !known.includes(other))
              .map((other) => `**/${other}/**`),
            message: `Inside libs/media data flows rtp -> codec -> ingest -> gop -> webrtc | fmp4 -> hls | ffmpeg; ${room}/ may not know what comes after it, or beside it.`,
          },
          ...[onlyInWebrtc, onlyInWebrtcFfi, onlyInFfmpeg, onlyInMediaRoom, noSockets].filter(
            (wall) => !ofMediaRooms[room]?.includes(wall),
          ),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/tmp/**',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
      '**/vite.config.ts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  ...vue.configs['flat/strongly-recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        extraFileExtensions: ['.vue'],
        projectService: true,
      },
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: walls, enforceBuildableLibDependency: false },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      curly: 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-shadow': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSEnumDeclaration',
          message: 'Use a const object or a union of literals: no enum.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  {
    files: [
      '**/libs/protocol/src/**/*.ts',
      '**/libs/bytes/src/**/*.ts',
      '**/libs/contract/src/**/*.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [noSockets, onlyInFfmpeg, onlyInWebrtc, onlyInWebrtcFfi, onlyInMediaRoom],
        },
      ],
    },
  },
  {
    files: ['**/apps/gateway/src/**/*.ts', '**/apps/simulator/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [onlyInFfmpeg, onlyInWebrtc, onlyInWebrtcFfi, onlyInMediaRoom] },
      ],
    },
  },
  {
    files: ['**/apps/gateway/src/media/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [onlyInFfmpeg, onlyInWebrtc, onlyInWebrtcFfi] },
      ],
    },
  },
  ...mediaOrder,
  {
    files: ['rtp', 'codec', 'ingest', 'gop', 'fmp4'].map(
      (room) => `**/libs/media/src/${room}/**/*.ts`,
    ),
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSEnumDeclaration',
          message: 'Use a const object or a union of literals: no enum.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        {
          selector: 'AwaitExpression',
          message: 'The media path is synchronous (ARCHITECTURE.md, "Two rhythms").',
        },
      ],
    },
  },
  {
    files: ['**/apps/web/**/*.ts', '**/apps/web/**/*.vue'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'The page runs in a browser.' }, onlyInWebrtc] },
      ],
    },
  },
  {
    files: ['**/apps/e2e/**/*.ts', 'src/testing/strip-places.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: ['@casement/simulator/pictures'],
          depConstraints: walls,
          enforceBuildableLibDependency: false,
        },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts', '**/fixtures/**/*.ts', '**/apps/e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'no-restricted-imports': 'off',
    },
  },
  prettier,
);
