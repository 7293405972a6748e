import {
  cachedLegacy,
  flappingBalancer,
  flappingReplica,
  laggingReplica,
  slowStream,
  streamOutage,
} from './copies.js';
import {
  duplicatedCount,
  duplicatedUpdate,
  hotField,
  racingField,
  reorderedUpdate,
} from './delivered-wrong.js';
import {
  droppedCampaign,
  droppedCount,
  droppedCustomer,
  droppedCustomerRemoval,
  droppedLoyalty,
  droppedOrder,
  droppedOrderRemoval,
  droppedOrderUpdate,
  droppedUpdate,
} from './dropped.js';
import { failingCandidate, failingLegacy } from './failures.js';
import type { Fault } from './fault.js';
import { type FaultName, faultNames } from './fault-names.js';
import {
  enumSpelling,
  mappingAll,
  mappingFew,
  mappingThird,
  rollingDeploy,
  rounding,
  shapeObject,
  shapeText,
  unitCents,
  unitSeconds,
  wrongDefault,
} from './meaning.js';
import { shuffledList, unstableCandidate, volatileFields } from './noise.js';

/** What each fault does, by name. */
export const faults: Readonly<Record<FaultName, Fault>> = {
  'dropped-customer': droppedCustomer,
  'dropped-customer-removal': droppedCustomerRemoval,
  'dropped-order': droppedOrder,
  'dropped-order-update': droppedOrderUpdate,
  'dropped-order-removal': droppedOrderRemoval,
  'dropped-update': droppedUpdate,
  'dropped-count': droppedCount,
  'dropped-loyalty': droppedLoyalty,
  'dropped-campaign': droppedCampaign,
  'duplicated-update': duplicatedUpdate,
  'duplicated-count': duplicatedCount,
  'reordered-update': reorderedUpdate,
  'hot-field': hotField,
  'racing-field': racingField,
  'mapping-all': mappingAll,
  'mapping-third': mappingThird,
  'mapping-few': mappingFew,
  rounding,
  'unit-cents': unitCents,
  'unit-seconds': unitSeconds,
  'enum-spelling': enumSpelling,
  'wrong-default': wrongDefault,
  'shape-text': shapeText,
  'shape-object': shapeObject,
  'rolling-deploy': rollingDeploy,
  'volatile-fields': volatileFields,
  'shuffled-list': shuffledList,
  'unstable-candidate': unstableCandidate,
  'failing-candidate': failingCandidate,
  'failing-legacy': failingLegacy,
  'flapping-replica': flappingReplica,
  'flapping-balancer': flappingBalancer,
  'lagging-replica': laggingReplica,
  'cached-legacy': cachedLegacy,
  'stream-outage': streamOutage,
  'slow-stream': slowStream,
};

/** All faults at their own rates: a migration in a bad state. */
export const standardFaults = Object.fromEntries(
  faultNames.map((name) => [name, faults[name].rate]),
) as Readonly<Record<FaultName, number>>;
