/** Device records: who they are, how they stand, and the pages' questions about them. */
export { Confirmations } from './applied.ts';
export { readCounts } from './counts.ts';
export { findDevice } from './detail.ts';
export { clean, cleanOrNull, nameOrder, searchText } from './device-text.ts';
export { changeDevice } from './edit.ts';
export { changeSentence } from './history.ts';
export { forgetChanges, historyHash, type PastStanding, standingsAt } from './past.ts';
export { type DeviceChange, type DeviceRecordRow, restand } from './posture.ts';
export { presentFindings } from './present.ts';
export { describe, giveKey, insertDevice, moveTombstones, setPolicyApplied } from './records.ts';
export { routes } from './routes.ts';
export { seekDevices } from './seek.ts';
export { beginSession, findDeviceRecord, recordWithKey, type SessionChoice } from './sessions.ts';
export { countedStatuses, readStates } from './standing.ts';
export { troubleConditions } from './troubles.ts';
export { findingInWords, stateWords } from './words.ts';
