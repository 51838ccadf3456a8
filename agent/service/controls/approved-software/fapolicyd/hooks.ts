/**
 * Hooks by which apt and dpkg announce what they are about to unpack, and have the list of true files made again
 * afterwards. Each ends well whatever happens: an update is never held up, and what was not announced is only refused to
 * people, never to root, until the list is made again.
 */
import { aptHook, dpkgHook } from './mechanism.ts';

/** `/opt/caretaker/agent/current` is a link that every update of the agent moves on. */
export const current = (path: string) =>
  path.replace(
    /^\/opt\/caretaker\/agent\/(?!current\/)[^/]+(\/[^/]+)?(?=\/(bin\/node|software-process\.js)$)/,
    '/opt/caretaker/agent/current',
  );

const ours = '// Written by Caretaker: fapolicyd is told of new files before they are unpacked.';

/** `node` and `script` are whole paths without a quote in them. */
export function hooks(node: string, script: string): { path: string; text: string }[] {
  if (/["'\\$`\s;]/.test(node + script)) throw new Error('a path that no hook can name');
  const call = (what: string) =>
    `if [ -x ${node} ] && [ -e ${script} ]; then ${node} ${script} ${what} || true; fi`;
  const alone = (what: string) => `if [ -z "$DPKG_FRONTEND_LOCKED" ]; then ${call(what)}; fi`;
  return [
    {
      path: aptHook,
      text: `${ours}
DPkg::Pre-Install-Pkgs { "${call('announce apt')}"; };
DPkg::Post-Invoke { "${call('trust >/dev/null')}"; };
`,
    },
    {
      path: dpkgHook,
      text: `${ours.replace('//', '#')}
# apt, which sets DPKG_FRONTEND_LOCKED, has a hook of its own.
pre-invoke=${alone('announce dpkg')}
post-invoke=${alone('trust >/dev/null')}
`,
    },
  ];
}
