import { aquarium } from './aquarium.js';
import { aurora } from './aurora.js';
import { black } from './black.js';
import { carPark } from './car-park.js';
import type { Link } from './filter-graph.js';
import { fractal } from './fractal.js';
import { life } from './life.js';
import { lighthouse } from './lighthouse.js';
import { lobby } from './lobby.js';
import { plasma } from './plasma.js';
import { radar } from './radar.js';
import { railway } from './railway.js';
import { rain } from './rain.js';
import type { SceneSize } from './scene-canvas.js';
import { SceneCanvas } from './scene-canvas.js';
import { sea } from './sea.js';
import { serverRoom } from './server-room.js';
import { skyline } from './skyline.js';
import { snow } from './snow.js';
import { street } from './street.js';
import { warehouse } from './warehouse.js';
import { windFarm } from './wind-farm.js';

/** All scenes, in the order in which cameras without a wish get them: what is cheap to draw comes first. */
const scenes = {
  street,
  lobby,
  'car-park': carPark,
  skyline,
  warehouse,
  'server-room': serverRoom,
  railway,
  sea,
  'wind-farm': windFarm,
  rain,
  lighthouse,
  aquarium,
  aurora,
  radar,
  plasma,
  snow,
  life,
  fractal,
  black,
} satisfies Record<string, (canvas: SceneCanvas) => Link>;

/** The name of a scene. */
export type SceneName = keyof typeof scenes;

/** The names of all scenes. */
export const sceneNames = Object.keys(scenes) as readonly SceneName[];

/** Scenes that nobody gets without asking. */
const onRequest: readonly SceneName[] = ['black'];

const ownScenes = sceneNames.filter((name) => !onRequest.includes(name));

/** Whether a text names a scene. */
export function isSceneName(text: string): text is SceneName {
  return Object.hasOwn(scenes, text);
}

/** The scene of a camera that asks for none: every camera number its own, until they are used up. */
export function sceneOfCamera(camera: number): SceneName {
  const index = (Math.max(1, camera) - 1) % ownScenes.length;
  return ownScenes[index] ?? 'street';
}

/** The filter graph of a scene, whose output link is named `output`. It ends after `seconds` or never. */
export function sceneGraph(name: SceneName, size: SceneSize, output: string): string {
  const canvas = new SceneCanvas(size);
  return canvas.graph.finish(scenes[name](canvas), output);
}
