import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react';
import type { State } from '../../../shared/finding.ts';

export const stateWords: Record<State, string> = {
  met: 'met',
  not_met: 'not met',
  unknown: 'not known',
  not_applicable: 'does not apply',
};

const pictures = { met: IconCheck, not_met: IconX, unknown: IconQuestionMark, not_applicable: null } as const;

interface Props {
  state: State;
  /** What it is about, for a screen reader and on hover: "Disk encryption". */
  about?: string;
  size?: 'sm' | 'md' | 'lg';
  /** An exception wears its own mark on top: the day on which it ends, in words. */
  excepted?: string | undefined;
}

/** Tick, cross, question mark or blank: never colour alone. */
export function StateMark({ state, about, size = 'md', excepted }: Props) {
  const Picture = pictures[state];
  const plain = about === undefined ? stateWords[state] : `${about}: ${stateWords[state]}`;
  const words = excepted === undefined ? plain : `${plain}, with an exception until ${excepted}`;
  return (
    <span
      className="state-mark"
      data-state={state}
      data-size={size}
      data-excepted={excepted !== undefined || undefined}
      title={words}
    >
      {Picture === null ? null : <Picture aria-hidden stroke={3} />}
      <VisuallyHidden>{words}. </VisuallyHidden>
    </span>
  );
}

/** A mark with its word beside it. */
export function StateLabel({ state }: { state: State }) {
  const Picture = pictures[state] ?? IconMinus;
  return (
    <span className="state-label" data-state={state}>
      <Picture aria-hidden size={14} stroke={3} />
      {stateWords[state]}
    </span>
  );
}
