/** Sending a change: one place that says what happened, offers to undo it, and puts refusals beside their fields. */
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError, reasonOf } from './api-client.ts';
import { undoable } from './components/Undo.tsx';
import { withProof } from './prove.ts';

export interface Change<V, R> {
  send(value: V): Promise<R>;
  /** What happened, in words, or nothing when the page shows it anyway. */
  said?(result: R, value: V): string | undefined;
  /** Takes it back; offered as a button for a while. */
  undo?(result: R, value: V): (() => Promise<unknown>) | undefined;
  /** First words of the keys to refetch. */
  touches: readonly string[];
  done?(result: R, value: V): void;
  /** Refusals by field are shown by the form itself. */
  quiet?: boolean;
  /** The form shows every refusal itself. */
  silent?: boolean;
}

export function useChange<V, R>(change: Change<V, R>) {
  const client = useQueryClient();
  const refetch = () =>
    client.invalidateQueries({ predicate: query => change.touches.includes(String(query.queryKey[0])) });
  return useMutation<R, Error, V>({
    mutationFn: value => withProof(() => change.send(value)),
    onSuccess: (result, value) => {
      change.done?.(result, value);
      void refetch();
      const said = change.said?.(result, value);
      if (said !== undefined) sayDone(said, proved(change.undo?.(result, value)), refetch);
    },
    onError: error => {
      if (change.silent || (error instanceof ApiError && error.code === 'web.not_proved')) return;
      if (!(change.quiet && error instanceof ApiError && Object.keys(error.fields).length > 0))
        sayRefused(error);
    },
  });
}

const proved = <R>(send: (() => Promise<R>) | undefined) => send && (() => withProof(send));

function sayDone(message: string, undo: (() => Promise<unknown>) | undefined, refetch: () => void): void {
  notifications.show({
    message: undo === undefined ? message : undoable(message, undo, refetch),
    autoClose: undo === undefined ? 5_000 : 15_000,
    withBorder: true,
  });
}

function sayRefused(error: Error): void {
  notifications.show({
    title: 'That did not work',
    message: reasonOf(error),
    color: 'red',
    autoClose: false,
    withBorder: true,
  });
}

/** Refusals by field of the last attempt, for a form's inputs. */
export function fieldErrors(error: Error | null): Record<string, string> {
  return error instanceof ApiError ? error.fields : {};
}
