/** Whether somebody has to act, something is broken, is well again, or is only told. */
export type AlarmRowKind = 'alarm' | 'fault' | 'recovery' | 'information';

/** How much it matters to who watches. */
export type AlarmRowSeverity = 'critical' | 'warning' | 'info';

/** What the numbers in the text of a message are about. */
export type AlarmRowSubject = 'camera' | 'terminal' | 'disk' | 'port' | 'unit' | 'recorder';

/** Which message of the tables: the two bytes on which programs decide, never the text (A12). */
export type AlarmMessageId = { readonly category: number; readonly messageId: number };

/** One line of the tables of messages (3.2, 3.3.1, 3.3.2, list B.4). */
export type AlarmCatalogueRow = AlarmMessageId & {
  /**
   * The text that devices send, letter for letter as the document has it, its misspellings included (A12); `**`, `xx`, `x`
   * and `y` stand for numbers. Empty for "message from camera" and for emergency recording, whose text is a bitmap.
   */
  readonly sent: string;
  /** Of extension units, where the document has another text for them, such as `EXTx RAID6 1 DOWN`. */
  readonly sentByExtensionUnit: string | null;
  readonly kind: AlarmRowKind;
  readonly severity: AlarmRowSeverity;
  /** The fault that ends with this message; null for all that is no recovery. */
  readonly recovers: AlarmMessageId | null;
  readonly about: AlarmRowSubject;
};
