/** Who may come in: people, sessions, sign-in links, passwords and tokens. */
import type { Context } from '../context.ts';
import type { RouteSpec } from '../route.ts';
import { peopleRoutes } from './routes-people.ts';
import { securityRoutes } from './routes-security.ts';
import { sessionRoutes } from './routes-session.ts';
import { tokenRoutes } from './routes-tokens.ts';

export { askSecond, canDo, powerWaits } from './ask-second.ts';
export { authenticate } from './authenticate.ts';
export {
  commandLine,
  endEverySession,
  ensureTechnician,
  findHere,
  makeFirstLink,
  needsFirstLink,
} from './command-line.ts';
export { fromOf, setCookie, setKnown } from './cookie.ts';
export { isKnownBrowser, rememberBrowser } from './known-browsers.ts';
export { endLinks } from './links.ts';
export { ownAccount } from './own-session.ts';
export { addAccount, readAccount, readAccountByEmail, setManagedRole } from './people.ts';
export { seal, unseal } from './seal.ts';
export { codeNeeded, hasSecondStep, passSecondStep } from './second-step.ts';
export { accountKind, askFirst } from './second-yes.ts';
export { hashSecret, newSecret } from './secrets.ts';
export { removeSecondStep } from './security.ts';
export { endDirectorySessions, endSessionsBy, endSessionsOf, startSession } from './sessions.ts';
export { cameByDirectory, proveAgain, requireProof, whoMayActAs } from './step-up.ts';
export { sayToThem, tellThem } from './tell-them.ts';
export { createToken, tokenKind } from './tokens.ts';
export { countTry, forgetTries } from './tries.ts';

export function routes(context: Context, version: string): RouteSpec[] {
  return [
    ...sessionRoutes(context, version),
    ...securityRoutes(context),
    ...peopleRoutes(context),
    ...tokenRoutes(context),
  ];
}
