import { useEffect, useRef, useState } from "preact/hooks";

export interface Store<State> {
  readonly get: () => State;
  readonly update: (change: (state: State) => State) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** One value, replaced as a whole, with listeners told after each replacement. */
export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    update: (change) => {
      const next = change(state);
      if (Object.is(next, state)) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Renders again only when the selected part of the store is another value; `select` must return parts, not new objects. */
export function useStore<State, Part>(store: Store<State>, select: (state: State) => Part): Part {
  const [, setVersion] = useState(0);
  const part = select(store.get());
  const latest = useRef({ select, part });
  latest.current = { select, part };
  useEffect(() => {
    const check = (): void => {
      const shown = latest.current;
      if (!Object.is(shown.select(store.get()), shown.part)) setVersion((version) => version + 1);
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return part;
}
