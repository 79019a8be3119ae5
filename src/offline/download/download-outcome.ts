/** What came of the jobs of a plan, by their ids. A job that is not there was not started. */
export type DownloadOutcome = ReadonlyMap<string, JobOutcome>;

export type JobOutcome =
  | {
      readonly kind: "done";
      readonly sizeInBytes: number;
      /** As the server said it; undefined where it said nothing. */
      readonly contentType: string | undefined;
      /** After redirects. */
      readonly finalUrl: string;
    }
  | { readonly kind: "failed"; readonly reason: string }
  /** Not fetched, because the budget would not hold it. */
  | { readonly kind: "over-budget" };
