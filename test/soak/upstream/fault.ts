import type { RawExchange } from '../../raw-upstream.js';
import type { Answer } from '../answer.js';

/** One way in which an upstream misbehaves, and what of it whoever it answers must see. */
export type UpstreamFault = {
  readonly name: string;
  /** Only where nobody waits for the end of it: it has none. */
  readonly shadowOnly?: boolean;
  /** Only for reads: what streams through in both directions may pause, and is told of interim answers. */
  readonly readsOnly?: boolean;
} & (
  | {
      /** An answer that HTTP knows, however odd: it is whole, and passes as it is. */
      readonly outcome: 'whole';
      /** The answer, made of the one that is right. */
      readonly answer: (plain: Answer) => Answer;
      /** How it is sent, where that is the fault. */
      readonly send?: (exchange: RawExchange, answer: Answer) => Promise<void>;
    }
  | {
      /** `none`: no answer that could be passed on. `broken`: it begins, and never ends as it must. */
      readonly outcome: 'none' | 'broken';
      readonly send: (exchange: RawExchange, plain: Answer) => Promise<void> | void;
    }
);
