/** Receives one line for the operator, without a line end. */
export type Log = (line: string) => void;
