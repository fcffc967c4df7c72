import { alarmCatalogue } from '@casement/protocol';
import type { AlarmCatalogueRow } from '@casement/protocol';

/** The message that ends what another one began, such as 0x35 for 0x34; `undefined`: none does. */
export function findRecovery(
  category: number | undefined,
  messageId: number | undefined,
): AlarmCatalogueRow | undefined {
  return alarmCatalogue.find(
    ({ recovers }) =>
      recovers !== null && recovers.category === category && recovers.messageId === messageId,
  );
}
