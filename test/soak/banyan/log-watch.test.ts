import { describe, expect, it } from 'vitest';
import { LogWatch } from './log-watch.js';

const line = (level: number, msg: string): string => `${JSON.stringify({ level, msg, thread: 'main' })}\n`;

describe('a log that is watched', () => {
  it('counts what is told, however its lines are cut', () => {
    const log = new LogWatch('/tmp/x/banyan.yaml');
    const text = line(30, 'serving') + line(40, 'upstream fails').repeat(2);
    for (const character of text) log.hear(character);
    expect([log.count('upstream fails'), log.failures]).toEqual([2, []]);
  });

  it.each([
    ['an error', line(50, 'an error escaped')],
    ['a thread that died', line(40, 'analyst is gone; its work is counted analysis-lost, a new one starts')],
    ['what is no line of a log', 'Segmentation fault\n'],
  ])('keeps %s', (_, text) => {
    const log = new LogWatch('/tmp/x/banyan.yaml');
    log.hear(text);
    expect(log.failures).toHaveLength(1);
  });

  it('takes what is wrong with the file for provoked', () => {
    const log = new LogWatch('/tmp/x/banyan.yaml');
    log.hear(line(50, '/tmp/x/banyan.yaml:1:2 is not closed'));
    expect(log.failures).toEqual([]);
    expect(log.count('banyan.yaml:1:2')).toBe(1);
  });

  it('keeps whatever is written to standard error', () => {
    const log = new LogWatch('banyan.yaml');
    log.hearError('(node) MaxListenersExceededWarning');
    expect(log.failures).toEqual(['on standard error: (node) MaxListenersExceededWarning']);
  });
});
