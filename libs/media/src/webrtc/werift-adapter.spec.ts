import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { RTCPeerConnection, RTCRtpSender, StunProtocol } from 'werift';
import { weriftVersion } from './werift-adapter.js';

/** Names of the instance fields and methods of an object, the hidden ones too. */
function membersOf(object: object): Set<string> {
  const prototype: unknown = Object.getPrototypeOf(object);
  const methods = prototype instanceof Object ? Object.getOwnPropertyNames(prototype) : [];
  return new Set([...Object.keys(object), ...methods]);
}

describe('the hidden members of werift that the adapter uses', () => {
  it(`is written for werift ${weriftVersion} and nothing else`, () => {
    const entry = createRequire(import.meta.url).resolve('werift');
    const folder = entry.slice(0, entry.lastIndexOf('/lib/'));
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
      version: string;
    };
    expect(version).toBe(weriftVersion);
  });

  it('finds the ICE agent, its protocols and its credentials', async () => {
    const connection = new RTCPeerConnection({ iceServers: [], iceLite: true });
    const { sender } = connection.addTransceiver('video', { direction: 'sendonly' });
    const agent = sender.dtlsTransport.iceTransport.connection;
    expect([...membersOf(agent)]).toEqual(
      expect.arrayContaining(['protocols', 'ensureProtocol', 'localUsername', 'localPassword']),
    );
    expect(agent.localPassword.length).toBeGreaterThanOrEqual(22);
    await connection.close();
  });

  it('finds the datagram entry and the transport of a STUN protocol', () => {
    expect([...membersOf(new StunProtocol())]).toEqual(
      expect.arrayContaining(['datagramReceived', 'transport', 'localCandidate', 'localIp']),
    );
  });

  it('finds the receiver report of a sender', () => {
    expect([...membersOf(new RTCRtpSender('video'))]).toEqual(
      expect.arrayContaining(['remotePacketsLost', 'remoteFractionLost', 'rtt']),
    );
  });
});
