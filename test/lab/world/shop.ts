import { type Chance, between, pick } from '../../../demo/chance.js';
import { type Field, type Line, type Place, type Value, isSame, placeOf } from './fields.js';
import type { Change, Write } from './log.js';
import { epoch } from './settings.js';

const tags =
  'abroad bulk early forum gift guest invoice newsletter outlet partner press rural school vip'.split(' ');

/** How a new value of a field is drawn; not always another one than before. */
const drawn: Readonly<Partial<Record<Field, (chance: Chance) => Value>>> = {
  name: (chance) =>
    `${pick(chance, ['Ada', 'Bo', 'Chi', 'Dan', 'Eve', 'Finn'])} ${pick(chance, ['Berg', 'Holm', 'Lund', 'Sund'])} ${between(chance, 1, 99)}`,
  segment: (chance) => pick(chance, ['new', 'regular', 'frequent', 'dormant']),
  tier: (chance) => pick(chance, ['bronze', 'silver', 'gold', 'platinum']),
  status: (chance) => pick(chance, ['ACTIVE', 'PAUSED', 'BLOCKED']),
  score: (chance) => between(chance, 0, 100_000),
  rank: (chance) => between(chance, 1, 9),
  balance: (chance) => between(chance, -50_000, 500_000) / 100,
  creditLimit: (chance) => between(chance, 1, 50) * 100,
  country: (chance) => (chance() < 0.2 ? null : pick(chance, ['DE', 'FR', 'NL', 'SE', 'PL', 'IT'])),
  tags: (chance) => tags.filter(() => chance() < 0.5),
  'loyalty.level': (chance) => pick(chance, ['seed', 'leaf', 'tree']),
  'loyalty.points': (chance) => between(chance, 0, 9_999),
  'orders.total': (chance) => between(chance, 100, 90_000) / 100,
  'orders.status': (chance) => pick(chance, ['placed', 'paid', 'packed', 'shipped', 'delivered']),
  'orders.lines': linesOf,
};

function linesOf(chance: Chance): readonly Line[] {
  return Array.from({ length: between(chance, 1, 3) }, () => ({
    sku: `sku-${between(chance, 1, 500)}`,
    quantity: between(chance, 1, 5),
  }));
}

/** The value of a campaign that nobody takes part in, and of the one that a fault is about. */
export const noCampaign = 'none';
export const springCampaign = 'spring-sale';

/** The owner of the truth about one customer, while its log is written. */
export class Shop {
  private readonly values = new Map<Place, Value>();
  private readonly orders: string[] = [];
  private ordersEver = 0;

  constructor(
    private readonly entity: string,
    private readonly chance: Chance,
  ) {}

  /** Does it, and says what changed; nothing where there is nothing to do it to. */
  write(write: Write, at: number): readonly Change[] {
    switch (write) {
      case 'create':
        return this.create(at);
      case 'remove':
        return [this.set('answer', false)];
      case 'logins':
        return [{ ...this.set('logins', Number(this.values.get('logins')) + 1), adds: 1 }];
      case 'loyalty':
        return this.values.get('loyalty') === true ? [this.set('loyalty', false)] : this.join();
      case 'loyalty.level':
      case 'loyalty.points':
        return this.values.get('loyalty') === true ? [this.renew(write)] : [];
      case 'order':
        return this.order();
      case 'order-removal':
        return this.removeOrder();
      case 'orders.total':
      case 'orders.status':
        return this.changeOrder(write);
      case 'tags':
        return [this.renew('tags')];
      case 'campaign':
        return [this.set('campaign', springCampaign), this.touch(at)];
      default:
        return [this.renew(write), this.touch(at)];
    }
  }

  private create(at: number): readonly Change[] {
    const registered = epoch + (at === -Infinity ? -between(this.chance, 1, 1e9) : at);
    const plain = ['name', 'segment', 'tier', 'status', 'score', 'rank', 'balance', 'creditLimit'] as const;
    const changes = [
      this.set('answer', true),
      ...[...plain, 'country', 'tags'].map((field) => this.renew(field as Field)),
      this.set('campaign', noCampaign),
      this.set('registeredAt', registered),
      this.set('updatedAt', registered),
      this.set('logins', between(this.chance, 0, 500)),
      this.set('generatedAt', new Date(epoch).toISOString()),
      this.set('traceId', `trace-${this.entity}`),
      ...(this.chance() < 0.6 ? this.join() : [this.set('loyalty', false)]),
    ];
    const orders = between(this.chance, 2, 4);
    for (let many = 0; many < orders; many += 1) changes.push(...this.order());
    return changes;
  }

  private join(): readonly Change[] {
    return [this.set('loyalty', true), this.renew('loyalty.level'), this.renew('loyalty.points')];
  }

  private order(): readonly Change[] {
    this.ordersEver += 1;
    const order = `${this.entity}-${String(this.ordersEver).padStart(4, '0')}`;
    this.orders.push(order);
    const told = ['orders.total', 'orders.status', 'orders.lines'] as const;
    return [this.set(placeOf('orders', order), true), ...told.map((field) => this.renew(field, order))];
  }

  private removeOrder(): readonly Change[] {
    if (this.orders.length === 0) return [];
    const [order = ''] = this.orders.splice(between(this.chance, 0, this.orders.length - 1), 1);
    return [this.set(placeOf('orders', order), false)];
  }

  /** More goods cost more: total and lines change together. */
  private changeOrder(field: 'orders.total' | 'orders.status'): readonly Change[] {
    if (this.orders.length === 0) return [];
    const order = pick(this.chance, this.orders);
    const changed = this.renew(field, order);
    return field === 'orders.status' ? [changed] : [changed, this.renew('orders.lines', order)];
  }

  private touch(at: number): Change {
    return this.set('updatedAt', epoch + at);
  }

  /** Another value than before. */
  private renew(field: Field, order?: string): Change {
    const draw = drawn[field];
    if (draw === undefined) throw new Error(`nobody draws a new ${field}: add a row to the table above`);
    const place = placeOf(field, order);
    const before = this.values.get(place);
    for (;;) {
      const value = draw(this.chance);
      if (before === undefined || !isSame(value, before)) return this.set(place, value);
    }
  }

  private set(place: Place, value: Value): Change {
    this.values.set(place, value);
    return { place, value };
  }
}
