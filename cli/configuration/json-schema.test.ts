import { expect, it } from 'vitest';
import { schemasAt } from './json-schema.js';

it('an editor is told what a freeze window is made of, as it is written', () => {
  const [window] = schemasAt(['routes', 'r', 'dial', 'freeze', 0]);
  expect(window).toMatchObject({
    type: 'object',
    required: ['from', 'to', 'zone'],
    properties: {
      from: { type: 'string', examples: expect.arrayContaining(['Fri 16:00']) },
      to: { type: 'string', examples: expect.arrayContaining(['Mon 08:00']) },
      zone: { type: 'string', examples: ['Europe/Berlin'] },
    },
  });
});
