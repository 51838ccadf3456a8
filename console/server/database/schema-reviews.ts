/** Tables of what is looked at on set days. */
export interface ReviewTables {
  /** reviews */
  review: {
    id: string;
    school_id: string;
    kind: string;
    what: string;
    owner: string;
    version: string;
    asked: string;
    every_months: number;
    ended_on: string | null;
    revision: number;
    changed_at: number;
    changed_by: string;
  };
  /** reviews: that somebody looked, and how it was; never changed. */
  review_entry: {
    id: string;
    school_id: string;
    review_id: string;
    done_on: string;
    in_order: number;
    done_by: string;
    note: string | null;
    noted_at: number;
    noted_by: string;
  };
}
