import { type Field, type Place, type Value, placeOf } from './fields.js';

/** Fields that are told of every customer, in this order. */
export const plainFields = [
  'name',
  'segment',
  'tier',
  'status',
  'score',
  'rank',
  'balance',
  'creditLimit',
  'country',
  'campaign',
  'registeredAt',
  'updatedAt',
  'logins',
  'tags',
  'generatedAt',
  'traceId',
] as const satisfies readonly Field[];

/** What is told of whoever takes part. */
export const loyaltyFields = ['loyalty.level', 'loyalty.points'] as const satisfies readonly Field[];
/** What is told of each order beside its id. */
export const orderFields = [
  'orders.total',
  'orders.status',
  'orders.lines',
] as const satisfies readonly Field[];

/** What a side answers of a customer that is there; `orders` are those that may be there. */
export function documentOf(
  entity: string,
  orders: readonly string[],
  valueAt: (place: Place) => Value | undefined,
): object {
  const members = (fields: readonly Field[], order?: string): object => {
    const document: Record<string, Value | undefined> = {};
    for (const field of fields) document[names[field]] = valueAt(placeOf(field, order));
    return document;
  };
  return {
    customerId: entity,
    ...members(plainFields),
    updatedAt: new Date(Number(valueAt('updatedAt'))).toISOString(),
    ...(valueAt('loyalty') === true ? { loyalty: members(loyaltyFields) } : {}),
    orders: orders
      .filter((order) => valueAt(placeOf('orders', order)) === true)
      .map((order) => ({ orderId: order, ...members(orderFields, order) })),
  };
}

/** Member names: the last part of each field's. */
const names = Object.fromEntries(
  [...plainFields, ...loyaltyFields, ...orderFields].map((field) => [
    field,
    field.slice(field.indexOf('.') + 1),
  ]),
) as Readonly<Record<Field, string>>;
