/** What the shop tells of a customer, by field, and where a difference in it is seen. */
export const patterns = {
  /** Whether there is such a customer: 200 or 404. */
  answer: 'status',
  name: '$.name',
  segment: '$.segment',
  tier: '$.tier',
  status: '$.status',
  score: '$.score',
  rank: '$.rank',
  balance: '$.balance',
  creditLimit: '$.creditLimit',
  country: '$.country',
  campaign: '$.campaign',
  registeredAt: '$.registeredAt',
  updatedAt: '$.updatedAt',
  logins: '$.logins',
  tags: '$.tags',
  /** Whether the customer takes part at all; what follows is told only then. */
  loyalty: '$.loyalty',
  'loyalty.level': '$.loyalty.level',
  'loyalty.points': '$.loyalty.points',
  /** Whether there is such an order; what follows is told only then. */
  orders: '$.orders[*]',
  'orders.total': '$.orders[*].total',
  'orders.status': '$.orders[*].status',
  'orders.lines': '$.orders[*].lines',
  generatedAt: '$.generatedAt',
  traceId: '$.traceId',
} as const;

export type Field = keyof typeof patterns;

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** What stands in a field; fields that say whether something is there are true or false. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | readonly Line[]
  | Readonly<Record<string, string>>;

/** A field of the customer, or of one of the orders. */
export type Place = Field | `${Field}@${string}`;

export function placeOf(field: Field, order?: string): Place {
  return order === undefined ? field : `${field}@${order}`;
}

export function fieldOf(place: Place): Field {
  return (place.includes('@') ? place.slice(0, place.indexOf('@')) : place) as Field;
}

/** The places that must be there for this one to be told: of an order's total, the order and the customer. */
export function placesAbove(place: Place): readonly Place[] {
  if (place === 'answer') return [];
  const [field, order] = place.split('@') as [Field, string?];
  const dot = field.indexOf('.');
  const above: Place[] = dot < 0 ? [] : [placeOf(field.slice(0, dot) as Field, order)];
  return [...above, 'answer'];
}

/** True for two values that a client could not tell apart. */
export function isSame(left: Value, right: Value): boolean {
  return left === right || (typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right));
}
