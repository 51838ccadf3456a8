import { sayDay } from '../../../../shared/assets/dates.ts';

interface Support {
  endsOn: string;
  ended: boolean;
  source: string | null;
}

/** Nothing is said where nothing is known. */
export function SupportWords({ support }: { support: Support | null }) {
  if (support === null) return <span className="quiet">not known</span>;
  if (!support.ended) return <>until {sayDay(support.endsOn)}</>;
  return (
    <span className="severity" data-grave="true">
      ended {sayDay(support.endsOn)}
    </span>
  );
}
