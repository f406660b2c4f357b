/** A page of a list: how many rows there are in all, and the rows asked for. */
export interface Page<Row> {
  count: number;
  rows: Row[];
}

export interface PageRequest {
  /** From 1. */
  page: number;
  pageSize: number;
}

export const offsetOf = ({ page, pageSize }: PageRequest): number => (page - 1) * pageSize;
