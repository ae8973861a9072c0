/** Chains of work: what is under one name runs one after the other, in the order it was asked for. */
export type Chains = {
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
};

export function createChains(): Chains {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: (name, work) => {
      const result = (tails.get(name) ?? Promise.resolve()).then(work);
      // The next one waits for the end of this one, however it ends.
      const tail = result.then(
        () => {},
        () => {},
      );
      tails.set(name, tail);
      void tail.then(() => tails.get(name) === tail && tails.delete(name));
      return result;
    },
  };
}
