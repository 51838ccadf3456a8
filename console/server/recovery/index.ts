/** Codes that are typed at a device where no network is: its secret, and the answer to its challenge. */
export { giveCode } from './code.ts';
export { heardRecoveryKept, heardRecoveryUsed, recoveryFor, type Stated, sealingKeyOf } from './epochs.ts';
export { routes } from './routes.ts';
export { recoveryCodeKind } from './second-person.ts';
export { sealAbout } from './secret.ts';
