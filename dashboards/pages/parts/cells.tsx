import { instant } from '../figures.js';
import { clip, visible } from '../visible-text.js';

/** An RFC 3339 instant. */
export const Time = ({ at }: { at: string }) => <time datetime={at}>{instant(at)}</time>;

/** A stranger's text, cut where it is long. */
export const Code = ({ text }: { text: string }) => <code>{visible(clip(text, 160))}</code>;
