/** Linux: systemd says of each unit whether it is active. */
import { looking, type ServiceRuns } from './looking.ts';

const unitRuns: ServiceRuns = async (machine, name, signal) => {
  const args = [
    'show',
    '--property=LoadState,ActiveState',
    '--',
    name.includes('.') ? name : `${name}.service`,
  ];
  const { exit, stdout } = await machine.run('systemctl', args, { signal, timeoutMs: 10_000 });
  const load = /^LoadState=(.+)$/m.exec(stdout)?.[1];
  const active = /^ActiveState=(.+)$/m.exec(stdout)?.[1];
  if (exit !== 0 || load === undefined || active === undefined) return null;
  return load === 'loaded' && active === 'active';
};

export const linux = looking('linux', unitRuns);
