import { viewingSchema } from '@casement/contract';
import type { WhepViewerStatistics } from '@casement/media';
import { type Viewing, ViewingTable } from './viewing-table.js';
import { viewingView } from './viewing-view.js';

const figures: WhepViewerStatistics = {
  state: 'connected',
  mode: 'all-pictures',
  transport: 'udp',
  remoteAddress: undefined,
  packetsSent: 0,
  bytesSent: 0,
  retransmitted: 0,
  retransmissionsRefused: 0,
  skippedAccessUnits: 0,
  keyFrameRequests: 0,
  keyFrameRequestsAnswered: 0,
  packetsLost: undefined,
  fractionLost: undefined,
  jitterMs: undefined,
  roundTripMs: undefined,
  sendErrors: 0,
};

const viewing = (id: string, owner: string): Viewing => ({
  id,
  recorder: 'hq',
  camera: 1,
  owner,
  credentialId: null,
  statistics: () => figures,
  addCandidates: () => undefined,
  close: () => Promise.resolve(),
});

describe('ViewingTable', () => {
  it('gives a viewing to its owner only', () => {
    const table = new ViewingTable();
    table.add(viewing('a', 'session:anna'));
    expect(table.find('a', 'session:anna')?.id).toBe('a');
    expect(table.find('a', 'session:bert')).toBeUndefined();
    table.remove('a');
    expect(table.find('a', 'session:anna')).toBeUndefined();
  });

  it('refuses in words what is above a limit, of one person and of all', () => {
    const table = new ViewingTable({ total: 3, perPrincipal: 2 });
    table.add(viewing('a', 'session:anna'));
    expect(table.refusal('session:anna')).toBeUndefined();
    table.add(viewing('b', 'session:anna'));
    expect(table.refusal('session:anna')).toContain('2 pictures open');
    expect(table.refusal('session:bert')).toBeUndefined();
    table.add(viewing('c', 'session:bert'));
    expect(table.refusal('session:carl')).toContain('All 3 viewings');
  });
});

describe('viewingView', () => {
  it('shows what is unknown as null, and nothing of the owner', () => {
    const view = viewingView(viewing('a', 'session:anna'));
    expect(viewingSchema.parse(view)).toEqual(view);
    expect(view).toMatchObject({ id: 'a', mode: 'all-pictures', roundTripMs: null });
    expect(JSON.stringify(view)).not.toContain('anna');
  });
});
