-- Who ended the review of an unmatched sell, when and why.
ALTER TABLE "unmatched_sells"
  ADD COLUMN "reviewed_by" TEXT,
  ADD COLUMN "reviewed_at" TIMESTAMPTZ(3),
  ADD COLUMN "review_note" TEXT;

ALTER TABLE "unmatched_sells"
  ADD CONSTRAINT "unmatched_sells_review_check" CHECK (
    num_nonnulls("reviewed_by", "reviewed_at", "review_note") = CASE WHEN "review" = 'resolved' THEN 3 ELSE 0 END
  ) NOT VALID;
