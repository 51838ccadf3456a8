/**
 * The short-lived process for what Windows tells and does only by native calls. One question in the arguments, one JSON
 * object as the answer; ends with 3 where koffi is not on this computer.
 */
const [question, ...given] = process.argv.slice(2);

const number = (text: string | undefined) => {
  if (!/^\d{1,9}$/.test(text ?? '')) throw new Error(`“${text ?? ''}” is no number of a session`);
  return Number(text);
};

const system = 'C:\\Windows\\System32';

async function answer(): Promise<object> {
  const calls = await import('./calls.ts').catch(error => {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') process.exitCode = 3;
    throw error;
  });
  const [first, second = ''] = given;
  switch (question) {
    case 'sessions':
      return { sessions: calls.sessionNumbers().flatMap(one => calls.personIn(one) ?? []) };
    case 'own-idle':
      return { idleMs: calls.ownIdleMs() };
    case 'idle': {
      const line = `"${process.execPath}" "${process.argv[1] ?? ''}" own-idle`;
      return JSON.parse(calls.runInSession(number(first), process.execPath, line));
    }
    case 'lock': {
      const program = `${system}\\rundll32.exe`;
      calls.runInSession(number(first), program, `"${program}" user32.dll,LockWorkStation`);
      return { asked: true };
    }
    case 'disconnect':
      calls.disconnect(number(first));
      return { asked: true };
    case 'sign-out':
      calls.signOut(number(first));
      return { asked: true };
    case 'sid':
      return { sid: calls.sidOf(first ?? '') };
    case 'pipe':
      return { access: calls.setPipeAccess(first ?? '', second) };
    case 'folder':
      return { access: calls.setFolderAccess(first ?? '', second) };
    default:
      throw new Error(`there is no “${question ?? ''}”`);
  }
}

answer().then(
  said => process.stdout.write(`${JSON.stringify(said)}\n`),
  error => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode ||= 1;
  },
);
