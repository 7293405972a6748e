import { randomUUID } from 'node:crypto';

/** How many orders and returns of a customer the shop keeps; older ones are archived and no longer told. */
export const KEPT_ORDERS = 12;
export const KEPT_RETURNS = 6;
/** How many of the kept orders the overview shows. */
export const SHOWN_ORDERS = 5;

/** One order as the overview tells it. Money is in euros with two decimals. */
export interface OrderLine {
  readonly orderId: string;
  readonly placedAt: string;
  readonly items: number;
  readonly total: number;
  readonly payment: { readonly status: string; readonly amount: number } | null;
  readonly shipment: {
    readonly status: string;
    readonly carrier: string;
    readonly expectedAt: string;
  } | null;
}

/** One open return as the overview tells it. */
export interface ReturnLine {
  readonly returnId: string;
  readonly orderId: string;
  readonly reason: string;
  readonly refund: number;
  readonly openedAt: string;
  readonly exception: string | null;
}

/**
 * The contract: what `GET /api/customers/:id/overview` answers, whichever side answers it.
 * A part is null only in a partial answer, and then `warnings` says why.
 */
export interface Overview {
  readonly customerId: string;
  readonly profile: {
    readonly name: string;
    readonly email: string;
    readonly phone: string;
    readonly segment: string;
    readonly since: string;
  } | null;
  /** The newest {@link SHOWN_ORDERS}, newest first. */
  readonly orders: readonly OrderLine[] | null;
  /** Over all kept orders. */
  readonly payments: {
    readonly status: 'CLEAR' | 'OPEN' | 'FAILED';
    readonly openAmount: number;
    readonly failed: number;
  } | null;
  readonly loyalty: {
    readonly tier: string;
    readonly points: number;
    readonly toNextTier: number;
    readonly offers: readonly string[];
    readonly quoteId: string;
  } | null;
  /** Open ones only, newest first. */
  readonly returns: readonly ReturnLine[] | null;
  readonly fraud: { readonly level: string; readonly alerts: number } | null;
  readonly partial: boolean;
  readonly warnings: readonly string[];
  readonly generatedAt: string;
}

/** Headers that both sides send with every overview and every refusal. */
export const CONTRACT_HEADERS = { 'cache-control': 'private, no-store' } as const;

/** What both sides answer, with status 404, for a customer whom nobody knows. */
export function unknownCustomer(customerId: string): Record<string, unknown> {
  return {
    type: 'about:blank',
    title: 'Unknown customer',
    status: 404,
    detail: `No customer ${customerId}.`,
  };
}

/** The name of a loyalty quote: it belongs to the points, unless a fault mints one per read. */
export function quoteId(customerId: string, points: number, minted: boolean): string {
  return minted ? `Q-${randomUUID()}` : `Q-${customerId}-${points}`;
}

/** Cents as euros with two decimals. */
export function euros(cents: number): number {
  return Math.round(cents) / 100;
}
