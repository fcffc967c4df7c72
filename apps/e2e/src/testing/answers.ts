import type { Page } from 'playwright-core';

/** An ICE candidate of an answer, as far as the tests need it (RFC 8839 section 5.1). */
export type AnswerCandidate = {
  readonly transport: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
};

const candidateLine = /^a=candidate:\S+ \d+ (\S+) \d+ (\S+) (\d+) typ \S+.*\r?\n/gim;

/** Where the gateway says that it can be reached, in the order of the answer. */
export function answerCandidates(sdp: string): AnswerCandidate[] {
  return [...sdp.matchAll(candidateLine)].map(([, transport = '', address = '', port]) => ({
    transport: transport.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
    address,
    port: Number(port),
  }));
}

/** The answer without its UDP candidates, as if a firewall took them: what is left is ICE-TCP. */
export function withoutUdp(sdp: string): string {
  return sdp.replace(candidateLine, (line, transport: string) =>
    transport.toLowerCase() === 'udp' ? '' : line,
  );
}

/** The answer with one UDP candidate only, which is somewhere else: a relay of the test. */
export function withUdpOnlyAt(sdp: string, to: { address: string; port: number }): string {
  let isFirst = true;
  return sdp.replace(candidateLine, (line, transport: string, address: string, port: string) => {
    const keep = isFirst && transport.toLowerCase() === 'udp';
    isFirst &&= !keep;
    return keep ? line.replace(` ${address} ${port} `, ` ${to.address} ${to.port} `) : '';
  });
}

/** From now on every WHEP answer that this page gets is changed on its way. */
export async function changeAnswers(
  page: Page,
  change: (sdp: string) => string | Promise<string>,
): Promise<void> {
  await page.route(/\/live\/whep$/, async (route) => {
    if (route.request().method() !== 'POST') {
      await route.fallback();
      return;
    }
    const response = await route.fetch();
    const body = await response.text();
    await route.fulfill({ response, body: response.status() === 201 ? await change(body) : body });
  });
}
