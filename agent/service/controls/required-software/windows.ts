/** Windows: the service's own name, not the one it shows. */
import * as z from 'zod';
import { allRows, askPowershell, parseTold, rowsOf, script } from '../../system/powershell.ts';
import { ProbeError } from '../control.ts';
import { looking, type ServiceRuns } from './looking.ts';

const answer = z.object({ services: rowsOf(z.object({ state: z.int() })) });

/** The schema lets only letters, digits and `@_.- ` into a name, so that none can end its quotation. */
const ask = (name: string) =>
  script(
    `@{ services = Part { Get-Service -Name '${name}' | ForEach-Object { @{ state = [int]$_.Status } } } }`,
  );

/** ServiceControllerStatus: 4 running. */
const serviceRuns: ServiceRuns = async (machine, name, signal) => {
  try {
    const told = parseTold(await askPowershell(machine, ask(name), signal), answer, 'Get-Service');
    const [row] = allRows(told.answer.services, told.language, 'Get-Service');
    return row === undefined ? null : row.state === 4;
  } catch (error) {
    if (error instanceof ProbeError) return null;
    throw error;
  }
};

export const windows = looking('windows', serviceRuns);
