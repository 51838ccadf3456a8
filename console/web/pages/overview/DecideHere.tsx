import { Asked, ToBeLetIn } from '../requests/RequestsPage.tsx';

/** What waits for a yes, without leaving the overview: the same lists, keys and dialogs as on their own pages. */
export default function DecideHere({ kind }: { kind: 'approve' | 'request' }) {
  return kind === 'approve' ? <ToBeLetIn alone /> : <Asked state="waiting" kind={undefined} />;
}
