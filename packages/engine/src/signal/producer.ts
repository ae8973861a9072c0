/** Who decides: written into every intent. */
export type Producer = {
  readonly service: "sighook" | "webhook";
  readonly release: string;
  /** Market the decision belongs to. */
  readonly session: string;
  /** Hash of the configuration it was decided under. */
  readonly snapshotId: string;
};
