import { isIP, type LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { buildConnector } from 'undici';
import { secureContextOf } from './tls-rule.js';
import { hostOf, type UpstreamRule } from './upstream-rule.js';

/** What both engines are told of a connection. */
export type TlsConnection = Required<
  Pick<ConnectionOptions, 'secureContext' | 'servername' | 'ALPNProtocols' | 'rejectUnauthorized'>
>;

/**
 * How every connection to an https upstream is made, whichever engine opens it. The context is made once:
 * reading certificates anew for each connection would cost the live path milliseconds.
 */
export function tlsConnection(rule: UpstreamRule): TlsConnection {
  const host = hostOf(rule);
  return {
    secureContext: secureContextOf(rule.tls),
    // An address cannot be asked for by name; empty, and not absent: Node would take the Host header.
    servername: rule.tls?.servername ?? (isIP(host) === 0 ? host : ''),
    ALPNProtocols: ['http/1.1'],
    // Said aloud: else NODE_TLS_REJECT_UNAUTHORIZED could turn it off.
    rejectUnauthorized: true,
  };
}

/**
 * undici's way to a connection that asks its upstream for one name and verifies that one, whatever name a
 * request carries.
 * @param timeout milliseconds until it must stand
 */
export function tlsConnector(
  connection: TlsConnection & { readonly lookup: LookupFunction },
  timeout: number,
): buildConnector.connector {
  const connect = buildConnector({ ...connection, timeout, allowH2: false });
  // Without a name of the request's, undici falls back to the connection's, then to the origin's.
  return ({ servername: _, ...target }, callback) =>
    connect(target, (...connected) => {
      const [, socket] = connected;
      // In TLS 1.3 a refused client hears of it when it first reads: an error, then an end. undici would tell the end.
      socket?.once('error', () => socket.destroy());
      callback(...connected);
    });
}
