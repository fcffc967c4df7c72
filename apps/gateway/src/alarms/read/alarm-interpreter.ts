import { Inject, Injectable } from '@nestjs/common';
import type { AlarmMessage } from '@casement/protocol';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import { AlarmReader, type AlarmArrival, type AlarmDraft } from '../alarm-model.js';
import { KnownRecorders } from '../receive/known-recorders.js';
import { RecorderHosts } from '../receive/recorder-hosts.js';
import { occurredAt, senderTime } from './alarm-instants.js';
import { alarmMeaning } from './alarm-meaning.js';
import { OriginatorNames } from './originator-names.js';
import { effectiveCamera, identifySender, originatorOf } from './sender-identity.js';
import { SenderTable, type LearntSender } from './sender-table.js';

/** As that of a recorder whose zone is not configured. */
const unknownZone: RecorderZone = { kind: 'named', name: 'UTC' };

/** Makes an alarm of a message: whose it is, where, when, and what it means. */
@Injectable()
export class AlarmInterpreter extends AlarmReader {
  readonly #originators = new OriginatorNames();

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: Pick<CasementConfig, 'alarms'>,
    private readonly recorders: KnownRecorders,
    private readonly hosts: RecorderHosts,
    private readonly senders: SenderTable,
  ) {
    super();
  }

  override read({ receivedMs, address, message }: AlarmArrival): AlarmDraft {
    const { basic, extension, senders } = message;
    const identity = identifySender(message, address, {
      ofMac: (mac) => this.senders.find(mac),
      atAddress: (candidate) => this.hosts.recordersAt(candidate),
    });
    const { recorder } = identity;
    const camera = effectiveCamera(message, identity.sender);
    const originator = this.#originators.nameOf(originatorOf(message, address));
    return {
      receivedMs,
      receivedAt: new Date(receivedMs).toISOString(),
      occurredAt: this.#occurredAt(message, recorder),
      recorder,
      camera,
      class: basic.class,
      terminal: basic.terminal === 0 ? null : basic.terminal,
      category: extension?.category ?? null,
      messageId: extension?.messageId ?? null,
      text: extension?.text ?? '',
      cameras: [...(extension?.cameras ?? [])],
      source: { address, mac: senders.at(-1)?.mac ?? null },
      chain: this.#chain(message),
      logNumber: basic.logNumber,
      defects: message.defects.map(({ words }) => words),
      bytes: message.bytes,
      originator,
      ...alarmMeaning(message, {
        originator,
        camera,
        cameraName: (number) =>
          recorder === null ? undefined : this.recorders.cameraName(recorder, number),
      }),
    };
  }

  override onLearnt(listener: (learnt: LearntSender) => void): () => void {
    return this.senders.onLearnt(listener);
  }

  override async adopt(mac: string, recorder: string | null): Promise<void> {
    await this.senders.adopt(mac, recorder);
  }

  override adopted(): ReadonlyMap<string, string> {
    return this.senders.adopted;
  }

  #occurredAt(message: AlarmMessage, recorder: string | null): string | null {
    const known = recorder === null ? undefined : this.recorders.zoneOf(recorder);
    const { summerTimeIncluded } = this.config.alarms;
    return occurredAt(message, { summerTimeIncluded, zone: known ?? unknownZone });
  }

  #chain({ senders }: AlarmMessage): AlarmDraft['chain'] {
    const { summerTimeIncluded } = this.config.alarms;
    return senders.map((sender) => ({
      mac: sender.mac,
      camera: sender.camera,
      time: senderTime(sender, summerTimeIncluded),
    }));
  }
}
