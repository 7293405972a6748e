import { chanceFrom, shareOf } from '../../../demo/chance.js';
import type { Field } from '../world/fields.js';
import type { Settings } from '../world/settings.js';
import type { DeliveryFault, FailureFault, StreamFault, ViewFault } from './fault.js';
import { type FaultName, faultNames } from './fault-names.js';
import { faults } from './faults.js';

/** What is wrong with one customer. No field has two faults. */
export interface Claims {
  /** The fault that has taken each field; those that take the whole customer have what was left. */
  readonly takenBy: (field: Field) => FaultName | undefined;
  readonly deliveries: readonly { readonly fault: DeliveryFault; readonly fields: readonly Field[] }[];
  readonly failures: readonly FailureFault[];
  readonly view: ViewFault | undefined;
  readonly stream: StreamFault | undefined;
}

/**
 * Lets each fault that is drawn for this customer take its fields, in order of `faultNames`; one that finds a
 * field taken steps back. Copies and streams concern all that a customer is, so they come only where every event
 * is delivered as it should be and nobody else decides about status, and leave to meaning and noise what these took.
 */
export function claimsOf(entity: string, settings: Settings): Claims {
  const taken = new Map<Field, FaultName>();
  const deliveries: { fault: DeliveryFault; fields: readonly Field[] }[] = [];
  const failures: FailureFault[] = [];
  let whole: { name: FaultName; fault: ViewFault | StreamFault } | undefined;
  const isFree = (field: Field): boolean => !taken.has(field);
  const take = (name: FaultName, fields: readonly Field[]): boolean => {
    if (!fields.every(isFree)) return false;
    for (const field of fields) taken.set(field, name);
    return true;
  };
  for (const name of faultNames.filter((one) => isDrawn(one, entity, settings))) {
    const fault = faults[name];
    if (fault.kind === 'delivery') {
      const fields = fault.fields(chanceFrom(`${settings.seed}/fields/${name}/${entity}`), isFree);
      if (take(name, fields)) deliveries.push({ fault, fields });
    } else if (fault.kind === 'failure') {
      if (take(name, ['answer'])) failures.push(fault);
    } else if (fault.kind === 'meaning' || fault.kind === 'noise') {
      take(name, fault.fields);
    } else if (whole === undefined && deliveries.length === 0 && isFree('answer')) {
      whole = { name, fault };
    }
  }
  return {
    takenBy: (field) => taken.get(field) ?? whole?.name,
    deliveries,
    failures,
    view: whole?.fault.kind === 'view' ? whole.fault : undefined,
    stream: whole?.fault.kind === 'stream' ? whole.fault : undefined,
  };
}

function isDrawn(name: FaultName, entity: string, { seed, faults: rates }: Settings): boolean {
  return shareOf(`${seed}/fault/${name}/${entity}`) < (rates[name] ?? 0);
}
