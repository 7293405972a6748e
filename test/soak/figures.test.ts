import { expect, it } from 'vitest';
import { countKinds, parseConnections } from './figures.js';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 08 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1
`;

it('connections are read with their ports and states', () => {
  expect(parseConnections(table)).toEqual([
    { localPort: 8080, remotePort: 0, state: 'LISTEN', inode: '111' },
    { localPort: 8080, remotePort: 54_321, state: 'CLOSE_WAIT', inode: '222' },
  ]);
});

it('descriptors are counted by kind, files by their name', () => {
  expect(countKinds(['socket:[1]', 'socket:[2]', 'anon_inode:[eventpoll]', '/tmp/a.db'])).toEqual({
    socket: 2,
    'anon_inode:[eventpoll]': 1,
    '/tmp/a.db': 1,
  });
});
