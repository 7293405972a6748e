import type { MessagePort } from 'node:worker_threads';
import { HandedOver } from '../../evidence/handed-over.js';
import { StillSettling } from '../../evidence/still-settling.js';
import type { Finding } from '../../evidence/tally.js';
import type { Inquiries } from './inquiries.js';
import type { FromAnalystToControl, ToControl } from './messages.js';

/** Pairs that were handed over to an analyst. */
export type Handed = ToControl & { readonly kind: 'handed' };

/** Hears what every analyst finds, and what it owed when it is gone. */
export class HeardAnalysts {
  readonly #owed = new Map<number, HandedOver<Handed>>();

  constructor(
    private readonly parts: {
      readonly found: (finding: Finding) => void;
      readonly lost: (handed: Handed) => void;
      /** What is asked of the newest. */
      readonly inquiries: Inquiries;
    },
  ) {}

  /** A new analyst tells on this line. */
  hear(analyst: number, line: MessagePort): void {
    const { found, lost, inquiries } = this.parts;
    const handed = new HandedOver<Handed>(lost);
    this.#owed.set(analyst, handed);
    // The one before may still be told of; older ones are done with.
    this.#owed.delete(analyst - 2);
    const settling = new StillSettling();
    inquiries.opened(line);
    line.on('message', (told: FromAnalystToControl) => {
      if ('answer' in told) return;
      for (const finding of told.findings) {
        settling.hear(finding);
        found(finding);
      }
      if (told.batch !== undefined) handed.answered(told.batch);
    });
    line.on('close', () => {
      settling.gone().forEach(found);
      handed.gone();
    });
  }

  handed(message: Handed): void {
    this.#owed.get(message.analyst)?.handed(message.batch, message);
  }
}
