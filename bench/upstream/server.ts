// A process: an upstream, legacy or candidate. Argument: bytes of a body. Tells its port to who started it.
import { createServer, type ServerResponse } from 'node:http';
import { listenAndTell } from '../process/listen-and-tell.js';
import { Answers, type CandidateMode, candidateModes } from './answers.js';

const dripEvery = 100;

const answers = new Answers(Number(process.argv[2]));
const modes = new Set<string>(candidateModes);

const server = createServer((request, response) => {
  const [, first = '', id = ''] = (request.url ?? '').split('/');
  // Legacy is asked for other paths, and answers like a candidate that is equal.
  const mode = modes.has(first) ? (first as CandidateMode) : 'equal';
  // Held until the asker gives up.
  if (mode === 'hung') return;
  const body = answers.body(mode, Number(id) || 0);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  if (mode === 'dripping') drip(response, body);
  else response.end(body);
});

/** A byte at a time, until the asker gives up. */
function drip(response: ServerResponse, body: Buffer): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < body.length) response.write(body.subarray(sent, ++sent));
    else response.end();
  }, dripEvery);
  response.on('close', () => clearInterval(timer));
}

// No connection of a pool may meet a closing one within a run.
server.keepAliveTimeout = 600_000;
listenAndTell(server);
