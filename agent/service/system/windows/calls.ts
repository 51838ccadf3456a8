/**
 * The few calls of Windows that no program of its own offers, with their prototypes. A wrong one ends the process, so
 * this is only ever loaded by native-process.ts, which lives for one question. Throws what Windows said as its number.
 */
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import type Koffi from 'koffi';
import { infoBytes, parseSessionInfo, type SessionInfo, sinceTick } from './layout.ts';

type Pointer = bigint | null;

const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
const wts = koffi.load('wtsapi32.dll');
const kernel = koffi.load('kernel32.dll');
const advapi = koffi.load('advapi32.dll');
const user = koffi.load('user32.dll');

const lastError = kernel.func('uint32_t __stdcall GetLastError()');
const localFree = kernel.func('void *__stdcall LocalFree(void *memory)');
const closeHandle = kernel.func('bool __stdcall CloseHandle(void *handle)');

/** Asked at once: any other call may change it. */
function must(done: unknown, what: string): void {
  if (!done) throw new Error(`${what}: ${lastError()}`);
}

// ---- sessions ----

const enumerateSessions = wts.func(
  'bool __stdcall WTSEnumerateSessionsW(void *server, uint32_t reserved, uint32_t version, _Out_ void **sessions, _Out_ uint32_t *count)',
);
const querySession = wts.func(
  'bool __stdcall WTSQuerySessionInformationW(void *server, uint32_t session, int what, _Out_ void **found, _Out_ uint32_t *bytes)',
);
const freeWts = wts.func('void __stdcall WTSFreeMemory(void *memory)');
const disconnectSession = wts.func(
  'bool __stdcall WTSDisconnectSession(void *server, uint32_t session, bool wait)',
);
const logoffSession = wts.func('bool __stdcall WTSLogoffSession(void *server, uint32_t session, bool wait)');

/** WTS_SESSION_INFOW: number, name, state. */
const sessionInfo = koffi.struct({ session: 'uint32_t', name: 'void *', state: 'int' });
const what = { userName: 5, domain: 7, infoEx: 25 };

/** Every session, those of services and of the sign-in screen too. */
export function sessionNumbers(): number[] {
  const [found, count]: [Pointer[], number[]] = [[null], [0]];
  must(enumerateSessions(null, 0, 1, found, count), 'WTSEnumerateSessions');
  const [list = null] = found;
  try {
    const number = count[0] ?? 0;
    if (number === 0) return [];
    const rows = koffi.decode(list, koffi.array(sessionInfo, number)) as { session: number }[];
    return rows.map(({ session }) => session);
  } finally {
    freeWts(list);
  }
}

/** A copy of what Windows holds; null where it does not answer for this session. */
function asked(session: number, kind: number): Buffer | null {
  const [found, bytes]: [Pointer[], number[]] = [[null], [0]];
  if (!querySession(null, session, kind, found, bytes)) return null;
  const [memory = null] = found;
  try {
    return memory === null ? null : Buffer.from(Buffer.from(koffi.view(memory, bytes[0] ?? 0)));
  } finally {
    freeWts(memory);
  }
}

const text = (bytes: Buffer | null) =>
  bytes === null ? '' : bytes.toString('utf16le').replace(/\0.*$/s, '');

export interface PersonsSession extends SessionInfo {
  user: string;
  domain: string;
  /** This computer, by its NetBIOS name, keeps the account itself. */
  local: boolean;
}

/** Null for a session in which nobody is signed in. */
export function personIn(session: number): PersonsSession | null {
  const name = text(asked(session, what.userName));
  if (name === '') return null;
  const info = asked(session, what.infoEx);
  const parsed = info === null || info.byteLength < infoBytes ? null : parseSessionInfo(info);
  const unknown = { locked: null, disconnected: false, idleMs: null, remote: false, signedInAt: null };
  const domain = text(asked(session, what.domain));
  const local = domain.toUpperCase() === hostname().slice(0, 15).toUpperCase();
  return { ...(parsed ?? unknown), session, user: name, domain, local };
}

/** The sign-in screen comes, and programs go on. */
export function disconnect(session: number): void {
  must(disconnectSession(null, session, false), 'WTSDisconnectSession');
}

/** Everything there ends, saved or not. */
export function signOut(session: number): void {
  must(logoffSession(null, session, false), 'WTSLogoffSession');
}

// ---- this process's own session ----

const lastInputInfo = koffi.struct({ cbSize: 'uint32_t', dwTime: 'uint32_t' });
const getLastInput = user.func('GetLastInputInfo', 'bool', [koffi.inout(koffi.pointer(lastInputInfo))]);
const tickCount = kernel.func('uint32_t __stdcall GetTickCount()');

/** Milliseconds since the last key or movement in the session that this process runs in. */
export function ownIdleMs(): number {
  const info = { cbSize: koffi.sizeof(lastInputInfo), dwTime: 0 };
  must(getLastInput(info), 'GetLastInputInfo');
  return sinceTick(info.dwTime, tickCount());
}

// ---- a program in somebody's session ----

const startupInfo = koffi.struct({
  ...{ cb: 'uint32_t', reserved: 'void *', desktop: 'str16', title: 'void *' },
  ...{ x: 'uint32_t', y: 'uint32_t', width: 'uint32_t', height: 'uint32_t' },
  ...{ columns: 'uint32_t', rows: 'uint32_t', fill: 'uint32_t', flags: 'uint32_t' },
  ...{ show: 'uint16_t', reservedBytes: 'uint16_t', reserved2: 'void *' },
  ...{ input: 'void *', output: 'void *', error: 'void *' },
});
const processInfo = koffi.struct({
  ...{ process: 'void *', thread: 'void *', processId: 'uint32_t', threadId: 'uint32_t' },
});
const securityAttributes = koffi.struct({ length: 'uint32_t', descriptor: 'void *', inherits: 'int' });

const queryUserToken = wts.func('bool __stdcall WTSQueryUserToken(uint32_t session, _Out_ void **token)');
const createProcess = advapi.func('CreateProcessAsUserW', 'bool', [
  ...['void *', 'str16', 'str16', 'void *', 'void *', 'bool', 'uint32_t', 'void *', 'str16'],
  koffi.pointer(startupInfo),
  koffi.out(koffi.pointer(processInfo)),
]);
const createPipe = kernel.func('CreatePipe', 'bool', [
  koffi.out(koffi.pointer('void *')),
  koffi.out(koffi.pointer('void *')),
  koffi.pointer(securityAttributes),
  'uint32_t',
]);
const keepFromChild = kernel.func(
  'bool __stdcall SetHandleInformation(void *handle, uint32_t mask, uint32_t flags)',
);
const readFile = kernel.func(
  'bool __stdcall ReadFile(void *file, _Out_ uint8_t *bytes, uint32_t most, _Out_ uint32_t *read, void *overlapped)',
);
const createEnvironment = koffi
  .load('userenv.dll')
  .func('bool __stdcall CreateEnvironmentBlock(_Out_ void **block, void *token, bool inherit)');

const flags = { noWindow: 0x0800_0000, unicodeEnvironment: 0x0400, usesHandles: 0x0100, inherit: 1 };
/** Longer answers are none that was asked for. */
const mostAnswer = 4096;

function pipe(): { read: Pointer; write: Pointer } {
  const [read, write]: [Pointer[], Pointer[]] = [[null], [null]];
  const attributes = { length: koffi.sizeof(securityAttributes), descriptor: null, inherits: 1 };
  must(createPipe(read, write, attributes, 0), 'CreatePipe');
  const ends = { read: read[0] ?? null, write: write[0] ?? null };
  must(keepFromChild(ends.read, flags.inherit, 0), 'SetHandleInformation');
  return ends;
}

function readAll(from: Pointer): string {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size <= mostAnswer) {
    const bytes = Buffer.alloc(1024);
    const read = [0];
    if (!readFile(from, bytes, bytes.length, read, null) || read[0] === 0) break;
    chunks.push(bytes.subarray(0, read[0]));
    size += read[0] ?? 0;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Starts a program as whoever is signed in there, on the desktop they see, and answers what it printed. Needs
 * LocalSystem. Their programs could have changed what it says: only ever a number is asked for that way.
 */
export function runInSession(session: number, program: string, line: string): string {
  const token: Pointer[] = [null];
  must(queryUserToken(session, token), 'WTSQueryUserToken');
  const environment: Pointer[] = [null];
  must(createEnvironment(environment, token[0], false), 'CreateEnvironmentBlock');
  const ends = pipe();
  const startup = {
    ...{ cb: koffi.sizeof(startupInfo), reserved: null, desktop: 'winsta0\\default', title: null },
    ...{ x: 0, y: 0, width: 0, height: 0, columns: 0, rows: 0, fill: 0, flags: flags.usesHandles },
    ...{ show: 0, reservedBytes: 0, reserved2: null, input: null, output: ends.write, error: null },
  };
  const started = {} as { process?: Pointer; thread?: Pointer };
  const kind = flags.noWindow | flags.unicodeEnvironment;
  const [handle, block] = [token[0], environment[0]];
  const done = createProcess(handle, program, line, null, null, true, kind, block, null, startup, started);
  const failed = done ? 0 : lastError();
  for (const one of [ends.write, token[0], started.process, started.thread]) if (one) closeHandle(one);
  if (failed !== 0) throw new Error(`CreateProcessAsUser: ${failed}`);
  const said = readAll(ends.read);
  closeHandle(ends.read);
  return said;
}

// ---- who may use a pipe ----

const textToDescriptor = advapi.func(
  'bool __stdcall ConvertStringSecurityDescriptorToSecurityDescriptorW(str16 text, uint32_t revision, _Out_ void **descriptor, void *size)',
);
const descriptorToText = advapi.func(
  'bool __stdcall ConvertSecurityDescriptorToStringSecurityDescriptorW(void *descriptor, uint32_t revision, uint32_t what, _Out_ void **text, void *length)',
);
const setSecurity = advapi.func(
  'bool __stdcall SetKernelObjectSecurity(void *handle, uint32_t what, void *descriptor)',
);
const getSecurity = advapi.func(
  'bool __stdcall GetKernelObjectSecurity(void *handle, uint32_t what, _Out_ uint8_t *descriptor, uint32_t bytes, _Out_ uint32_t *needed)',
);
const createFile = kernel.func(
  'void *__stdcall CreateFileW(str16 name, uint32_t access, uint32_t share, void *security, uint32_t disposition, uint32_t flags, void *template)',
);
const lookupAccount = advapi.func(
  'bool __stdcall LookupAccountNameW(str16 system, str16 account, _Out_ uint8_t *sid, _Inout_ uint32_t *sidBytes, _Out_ uint16_t *domain, _Inout_ uint32_t *domainLength, _Out_ int *use)',
);
const sidToText = advapi.func('bool __stdcall ConvertSidToStringSidW(void *sid, _Out_ void **text)');

const access = { readControl: 0x0002_0000, writeDac: 0x0004_0000, writeOwner: 0x0008_0000 };
const openExisting = 3;
/** Without it no folder is opened. */
const backupSemantics = 0x0200_0000;
const share = 7;
const owner = 1;
const dacl = 4;
const invalidHandle = 0xffff_ffff_ffff_ffffn;

const ownText = (memory: Pointer | undefined) => {
  const said = memory ? String(koffi.decode(memory, 'char16_t', -1)) : '';
  if (memory) localFree(memory);
  return said;
};

/** `S-1-5-21-…` of an account. */
export function sidOf(account: string): string {
  const [sid, domain] = [Buffer.alloc(68), new Uint16Array(256)];
  must(lookupAccount(null, account, sid, [sid.length], domain, [domain.length], [0]), 'LookupAccountName');
  const said: Pointer[] = [null];
  must(sidToText(sid, said), 'ConvertSidToStringSid');
  return ownText(said[0] ?? null);
}

/** `kind`: what CreateFile must be told to open it. Answers the list that is now set. */
function setAccess(name: string, sddl: string, kind: number, parts: number): string {
  const wanted: Pointer[] = [null];
  must(textToDescriptor(sddl, 1, wanted, null), 'the access list');
  const rights = access.readControl | access.writeDac | (parts & owner ? access.writeOwner : 0);
  const handle: bigint = createFile(name, rights, share, null, openExisting, kind, null);
  if (handle === invalidHandle || handle === -1n) throw new Error(`CreateFile: ${lastError()}`);
  try {
    must(setSecurity(handle, parts, wanted[0]), 'SetKernelObjectSecurity');
    const held = Buffer.alloc(4096);
    must(getSecurity(handle, dacl, held, held.length, [0]), 'GetKernelObjectSecurity');
    const said: Pointer[] = [null];
    must(descriptorToText(held, 1, dacl, said, null), 'the access list that is set');
    return ownText(said[0] ?? null);
  } finally {
    closeHandle(handle);
    localFree(wanted[0]);
  }
}

/** Who may use a pipe that this account made, for all of its instances. */
export const setPipeAccess = (name: string, sddl: string) => setAccess(name, sddl, 0, dacl);

/** Who may use a folder, and whose it is. */
export const setFolderAccess = (name: string, sddl: string) =>
  setAccess(name, sddl, backupSemantics, dacl | owner);
