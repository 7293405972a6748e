/** How many customers the shop has, unless told otherwise. */
export const CUSTOMERS = 600;

/** The id of the customer with this number, from 0. */
export function customerId(number: number): string {
  return `C-${10_001 + number}`;
}
