/** Everything a command may touch of the world, so that a test can stand in for it. */
export type CliContext = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths on the command line start from. */
  readonly cwd: string;
  /** Folder of the installation: presets, migrations and local state are found from here. */
  readonly root: string;
  readonly nowMs: () => number;
  /** A fresh unguessable text without blanks. */
  readonly randomId: () => string;
  /** The result of the command and nothing else. */
  readonly stdout: TextSink;
  /** Progress, notes and errors. */
  readonly stderr: TextSink;
};

export type TextSink = {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>;
  /** True when a person watches. */
  readonly isTerminal: boolean;
};
