/** XProtect: macOS fetches its data when asked, and scans when it sees fit. */
import { done, type Errand, failed, notPossible, type Performer } from './act.ts';

const fetched = 'XProtect was asked to fetch the newest data.';

/** `xprotect update` from macOS 15, before that the background run of softwareupdate. */
async function update({ machine, signal }: Errand) {
  const newer = await machine.follow('xprotect', ['update'], () => {}, signal);
  if (newer.exit === 0) return done('XProtect has the newest data.');
  if (!newer.missing) return failed('XProtect could not fetch its data.');
  const older = await machine.follow('softwareupdate', ['--background'], () => {}, signal);
  return older.exit === 0 ? done(fetched) : failed('macOS could not be asked for newer data of XProtect.');
}

export const xprotect: Performer = {
  product: 'XProtect',
  update,
  scan: async () => notPossible('XProtect scans by itself; macOS offers no way to ask it.'),
};
