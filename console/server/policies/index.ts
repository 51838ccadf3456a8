/** What the school wants of each group of devices, signed. */
export {
  addToDraft,
  type Entry,
  foreseeEntry,
  placesOfGroups,
  putEntryInForce,
  settingsNow,
} from './add-entry.ts';
export { changesComing } from './coming.ts';
export { presentAsked } from './decide.ts';
export { sealToSetting } from './document.ts';
export { exceptedAt, exceptedNow } from './exceptions-store.ts';
export { forgetting } from './forget.ts';
export { askedOfGroups, policiesInForce } from './in-force.ts';
export { type PolicyMatters, policyMatters } from './matters.ts';
export { moveLoosensMany } from './move.ts';
export { currentPolicy, forgetPolicies, type IssuedPolicy, issueAll, policyFor } from './policies.ts';
export { runningRollouts } from './present.ts';
export { finishKind } from './rollout.ts';
export { inWords, modeOf, routes } from './routes.ts';
export { readRules, schoolSerialKey } from './rules.ts';
export { hashSerial } from './serial.ts';
export { renewPolicies, sendFresh, sendToGroup, startPolicies } from './service.ts';
export { type SettingChange, settingChanges } from './setting-changes.ts';
export { policyPass } from './tick.ts';
export { whatAMoveDoes } from './what-if.ts';
