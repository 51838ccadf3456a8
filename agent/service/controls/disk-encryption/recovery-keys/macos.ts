/** FileVault: whether it is the personal recovery key, asked of fdesetup. macOS shows the key to nobody once it is made. */
import { type KeyKeeper, notTried, tried } from './keeper.ts';

/** Six groups of four: nothing in it needs escaping in a property list. */
const personalKey = /^[A-Z0-9]{4}(-[A-Z0-9]{4}){5}$/;

const plist = (key: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>Password</key><string>${key}</string></dict></plist>\n`;

export const fileVaultKeys: KeyKeeper = {
  async test(machine, _volume, secret, signal) {
    const key = secret.trim().toUpperCase();
    if (!personalKey.test(key)) return notTried('It is not of the form of a FileVault recovery key.');
    const args = ['validaterecovery', '-inputplist'];
    const { exit, missing, stdout } = await machine.run('fdesetup', args, {
      signal,
      timeoutMs: 30_000,
      input: plist(key),
    });
    if (missing) return notTried('fdesetup is not there.');
    const said = stdout.trim();
    if (said === 'true' && exit === 0) return tried(true);
    if (said === 'false') return tried(false);
    return notTried(`fdesetup could not try it (exit ${exit}).`);
  },
};
