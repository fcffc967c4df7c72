import { z } from 'zod';
import { ptzLimits, restingView } from './media/index.js';

/** What a camera may be able to do, as viewers name it. */
export const ptzAbilities = ['move', 'zoom', 'centre', 'focus', 'iris', 'aux', 'presets'] as const;

/** One of {@link ptzAbilities}. */
export type PtzAbility = (typeof ptzAbilities)[number];

/** A view of which only some is given. */
export const ptzViewFields = {
  pan: z.number().min(ptzLimits.pan[0]).max(ptzLimits.pan[1]).optional(),
  tilt: z.number().min(ptzLimits.tilt[0]).max(ptzLimits.tilt[1]).optional(),
  zoom: z.number().min(ptzLimits.zoom[0]).max(ptzLimits.zoom[1]).optional(),
  focus: z.int().min(ptzLimits.focus[0]).max(ptzLimits.focus[1]).optional(),
  iris: z.int().min(ptzLimits.iris[0]).max(ptzLimits.iris[1]).optional(),
  aux: z.int().min(ptzLimits.aux[0]).max(ptzLimits.aux[1]).optional(),
};

/** A camera that can move; its pictures are drawn (docs/simulator.md). */
export const ptzSchema = z.strictObject({
  /** Steps of pan and tilt (B51); larger ones are taken as the largest. */
  scale: z.union([z.literal(16), z.literal(256)]).default(16),
  /** Presets that can be stored, from 1 on; 0: none. */
  presets: z.int().min(0).max(256).default(256),
  focus: z.boolean().default(true),
  iris: z.boolean().default(true),
  /** AUX outputs, from 1 on; 0: none. */
  aux: z.int().min(0).max(8).default(8),
  /** What it cannot do although it moves. */
  refuses: z.array(z.enum(ptzAbilities)).default([]),
  /** How long it goes on after a command (B54). */
  holdMs: z.int().min(100).max(60_000).default(2_000),
  /** Degrees a second at full speed and zoom 1; at zoom 2 it is half of it, so that the picture goes by as fast. */
  degreesPerSecond: z.number().positive().max(720).default(60),
  /** Where it looks at the start. */
  home: z
    .strictObject({
      pan: z.number().min(ptzLimits.pan[0]).max(ptzLimits.pan[1]).default(restingView.pan),
      tilt: z.number().min(ptzLimits.tilt[0]).max(ptzLimits.tilt[1]).default(restingView.tilt),
      zoom: z.number().min(ptzLimits.zoom[0]).max(ptzLimits.zoom[1]).default(restingView.zoom),
    })
    .prefault({}),
});

/** See {@link ptzSchema}. */
export type PtzScenario = z.output<typeof ptzSchema>;
