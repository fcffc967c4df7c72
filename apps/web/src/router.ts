import { createRouter, createWebHistory, type RouteLocation, type Router } from 'vue-router';
import { basePath } from './api/base-url.js';
import LivePage from './live/live-page.vue';

/** What a page is called; empty when there is none. */
export function titleOf({ meta }: Pick<RouteLocation, 'meta'>): string {
  return typeof meta['title'] === 'string' ? meta['title'] : '';
}

/** The pages. All but the wall are fetched when they are first opened. */
export function createPageRouter(): Router {
  return createRouter({
    history: createWebHistory(basePath()),
    routes: [
      { path: '/', name: 'live', component: LivePage, meta: { title: 'Live' } },
      {
        path: '/playback',
        name: 'playback',
        component: () => import('./playback/playback-page.vue'),
        meta: { title: 'Playback' },
      },
      {
        path: '/alarms',
        name: 'alarms',
        component: () => import('./alarms/alarms-page.vue'),
        meta: { title: 'Alarms' },
      },
      {
        path: '/recorders',
        name: 'recorders',
        component: () => import('./recorders/recorders-page.vue'),
        meta: { title: 'Recorders' },
      },
      {
        path: '/recorders/:id',
        name: 'recorder',
        component: () => import('./recorders/recorder-page.vue'),
        meta: { title: 'Recorder' },
      },
      {
        path: '/downloads',
        name: 'downloads',
        component: () => import('./downloads/downloads-page.vue'),
        meta: { title: 'Downloads' },
      },
      {
        path: '/settings',
        name: 'settings',
        component: () => import('./settings/settings-page.vue'),
        meta: { title: 'Settings' },
      },
      { path: '/:anything(.*)*', redirect: '/' },
    ],
  });
}
