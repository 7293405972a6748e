import type { Hono } from 'hono';
import { chanceFrom } from '../chance.js';
import { Closing } from '../closing.js';
import type { FaultBoard } from '../faults.js';
import { type Hosted, openServer } from '../hosting.js';
import type { ShopPorts } from '../ports.js';
import { aggregateApp } from './aggregate.js';
import { EventLog } from './event-log.js';
import { eventLogApp } from './event-log-app.js';
import { FraudAlerts, fraudApp } from './fraud.js';
import { latency } from './latency.js';
import { LoyaltyAccounts, loyaltyApp } from './loyalty.js';
import { type Books, fillBooks } from './opening.js';
import { OrderHistory, orderHistoryApp } from './order-history.js';
import { Payments, paymentsApp } from './payments.js';
import { Profiles, profilesApp } from './profiles.js';
import { Promotions, promotionsApp } from './promotions.js';
import { Returns, returnsApp } from './returns.js';
import { Shipping, shippingApp } from './shipping.js';
import type { Manners } from './source.js';
import { Warehouse, warehouseApp } from './warehouse.js';

/** How the shop is to be opened. */
export interface ShopOptions {
  readonly address: string;
  readonly ports: ShopPorts;
  readonly seed: string;
  readonly customers: number;
  /** Stretches every latency; 0 for none. */
  readonly pace: number;
  readonly faults: FaultBoard;
}

/** The legacy side, open. */
export interface Shop {
  readonly aggregate: Hosted;
  readonly events: Hosted;
  /** Every service by its name, so that one of them can be closed on its own. */
  readonly services: Readonly<Record<keyof ShopPorts, Hosted>>;
  readonly books: Books;
  close(): Promise<void>;
}

/** Median of each service in milliseconds. Together they make a cascade of 0.6 s, with p99 at 1.5 s. */
const MEDIANS = {
  profiles: 90,
  orders: 125,
  shipping: 155,
  payments: 145,
  loyalty: 115,
  promotions: 135,
  returns: 115,
  warehouse: 145,
  fraud: 170,
} as const;
const SIGMA = 0.7;
/** One read in so many meets a hiccup; the aggregate's retries heal it. */
const HICCUPS = 1 / 300;

/** Opens the services, the event log and the aggregate; nothing stays open when one cannot. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const log = new EventLog();
  const books: Books = {
    profiles: new Profiles(log),
    orders: new OrderHistory(log),
    payments: new Payments(log),
    shipping: new Shipping(log),
    loyalty: new LoyaltyAccounts(log),
    promotions: new Promotions(log),
    returns: new Returns(log),
    warehouse: new Warehouse(log),
    fraud: new FraudAlerts(log),
  };
  fillBooks(books, options.customers, options.seed);
  log.open();

  const closing = new Closing();
  const open = async (name: keyof ShopPorts, app: Hono): Promise<Hosted> => {
    const hosted = await openServer(name, app, { address: options.address, port: options.ports[name] });
    closing.add(name, () => hosted.close());
    return hosted;
  };
  const manners = (name: keyof typeof MEDIANS): Manners => {
    const chance = chanceFrom(`${options.seed}/${name}/hiccups`);
    return {
      pause: latency(chanceFrom(`${options.seed}/${name}`), MEDIANS[name], SIGMA, options.pace),
      hiccup: () => chance() < HICCUPS,
    };
  };

  try {
    const events = await open('events', eventLogApp(log));
    const profiles = await open('profiles', profilesApp(books.profiles, manners('profiles')));
    const payments = await open('payments', paymentsApp(books.payments, manners('payments')));
    const shipping = await open('shipping', shippingApp(books.shipping, manners('shipping')));
    const orders = await open(
      'orders',
      orderHistoryApp(books.orders, { payments: payments.url, shipping: shipping.url }, manners('orders')),
    );
    const promotions = await open('promotions', promotionsApp(books.promotions, manners('promotions')));
    const loyalty = await open(
      'loyalty',
      loyaltyApp(books.loyalty, { promotions: promotions.url }, options.faults, manners('loyalty')),
    );
    const warehouse = await open('warehouse', warehouseApp(books.warehouse, manners('warehouse')));
    const returns = await open(
      'returns',
      returnsApp(books.returns, { warehouse: warehouse.url }, manners('returns')),
    );
    const fraud = await open('fraud', fraudApp(books.fraud, manners('fraud')));
    const services = { profiles, orders, shipping, payments, loyalty, promotions, returns, warehouse, fraud };
    const sources = Object.fromEntries(Object.entries(services).map(([name, { url }]) => [name, url]));
    const aggregate = await open('aggregate', aggregateApp(sources as Record<keyof typeof services, string>));
    return {
      aggregate,
      events,
      services: { aggregate, events, ...services },
      books,
      close: () => closing.close(),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
