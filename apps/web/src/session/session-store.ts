import { type Me, meSchema, paths, type Role } from '@casement/contract';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { problemFromFailure } from '../api/api-problem.js';
import { apiKey, injectRequired } from '../api/keys.js';
import { retryDelayMs } from '../api/retry-delay.js';

/** `asking`: not known yet. `unreachable`: nobody answers; asked again by itself. */
export type SessionStatus = 'asking' | 'signed-in' | 'signed-out' | 'unreachable';

/** Why the sign-in page is shown. `wanted`: somebody who may watch without an account wants to use one. */
export type SignInReason = 'first' | 'ended' | 'signed-out' | 'wanted';

/** Who sits before the page. The only place that knows whether somebody is signed in. */
export const useSessionStore = defineStore('session', () => {
  const api = injectRequired(apiKey);
  const status = shallowRef<SessionStatus>('asking');
  const me = shallowRef<Me | null>(null);
  const reason = shallowRef<SignInReason>('first');
  const nextTryMs = shallowRef<number | null>(null);
  const problem = shallowRef<string | null>(null);
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const role = computed<Role | null>(() => me.value?.role ?? null);
  const isAdministrator = computed(() => role.value === 'administrator');
  const isAnonymous = computed(() => me.value?.via === 'anonymous');

  api.onSignedOut(() => {
    if (status.value === 'signed-in') {
      leave('ended');
    }
  });

  /** Asks who is signed in, again and again until there is an answer. */
  async function load(): Promise<void> {
    clearTimeout(timer);
    nextTryMs.value = null;
    try {
      enter(await api.get(paths.me, meSchema));
    } catch (error) {
      const found = problemFromFailure(error);
      if (found.signedOut) {
        if (status.value !== 'signed-out') {
          leave('first');
        }
        return;
      }
      problem.value = found.message;
      status.value = 'unreachable';
      const delayMs = found.retryAfterMs ?? retryDelayMs(failures, Math.random());
      failures += 1;
      nextTryMs.value = performance.now() + delayMs;
      timer = setTimeout(() => void load(), delayMs);
    }
  }

  /** @throws ApiProblem when name or password are wrong */
  async function signIn(username: string, password: string): Promise<void> {
    enter(await api.post(paths.login, { username, password }, meSchema));
  }

  /** Ends the session; the page is signed out even when the gateway does not answer. */
  async function signOut(): Promise<void> {
    try {
      await api.command('POST', paths.logout);
    } finally {
      leave('signed-out');
    }
  }

  /** @throws ApiProblem */
  async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
    await api.command('POST', paths.password, { currentPassword, newPassword });
    if (me.value) {
      me.value = { ...me.value, mustChangePassword: false };
    }
  }

  /** Looks whether the session still holds, without disturbing anything if it does. */
  async function check(): Promise<void> {
    await api.get(paths.me, meSchema).then(enter, () => undefined);
  }

  /** For those who watch without an account and want to use one. */
  function askToSignIn(): void {
    reason.value = 'wanted';
    status.value = 'signed-out';
  }

  /** Back to watching without an account. */
  function cancelSignIn(): void {
    if (me.value) {
      status.value = 'signed-in';
    }
  }

  function enter(who: Me): void {
    failures = 0;
    problem.value = null;
    me.value = who;
    status.value = 'signed-in';
  }

  function leave(why: SignInReason): void {
    me.value = null;
    reason.value = why;
    status.value = 'signed-out';
  }

  return {
    status,
    me,
    reason,
    problem,
    nextTryMs,
    role,
    isAdministrator,
    isAnonymous,
    load,
    signIn,
    signOut,
    changePassword,
    check,
    askToSignIn,
    cancelSignIn,
  };
});
