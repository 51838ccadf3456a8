/** The agent's own lock on a computer that a test tells (pretend-logind.ts), and everything it told. */
import { LockGuard } from '../../agent/service/controls/idle-lock/guard.ts';
import { linuxSeats } from '../../agent/service/controls/idle-lock/linux-seats.ts';
import { type Policy, policy } from '../../shared/controls/idle-lock/policy.ts';
import { memoryCells } from './memory-cells.ts';
import { PretendLogind } from './pretend-logind.ts';

interface Given {
  lab?: PretendLogind;
  cells?: ReturnType<typeof memoryCells>;
  limitSeconds?: number;
}

/** Enforces 20 minutes unless `rule` says otherwise. */
export function aGuard(rule: Partial<Policy> = {}, given: Given = {}) {
  const { lab = new PretendLogind(), cells = memoryCells(), limitSeconds } = given;
  const told: [name: string, facts: Record<string, unknown>][] = [];
  const machine = lab.machine();
  const { clock } = lab;
  const guard = new LockGuard(
    {
      machine,
      clock,
      cell: cells,
      tell: (name, facts) => told.push([name, facts]),
      lookAgain: () => {},
      device: () => null,
      serialKey: () => null,
      calendar: () => null,
    },
    {
      seats: linuxSeats({ machine, clock }, () => lab.awakeMs),
      ...(limitSeconds === undefined ? {} : { limitSeconds }),
    },
  );
  const asks = (more: Partial<Policy>) => guard.follow(policy.parse({ mode: 'enforce', ...rule, ...more }));
  asks({});
  return { lab, clock, machine, guard, told, names: () => told.map(([name]) => name), asks, cells };
}
